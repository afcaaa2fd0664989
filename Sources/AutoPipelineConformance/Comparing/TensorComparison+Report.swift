extension TensorComparison {
  private static let shownRows = 40

  /// The comparison for people.
  ///
  /// - Parameters:
  ///   - names: What the two files are called.
  ///   - showsAll: Whether the table has every entry instead of the first that differ.
  public func report(_ names: [String], showsAll: Bool = false) -> ReportText {
    var report = ReportText()
    report.add("A  \(names[0])", .strong)
    report.add("B  \(names[1])", .strong)
    report.addSpace()
    addDivergence(to: &report)
    addTable(to: &report, showsAll: showsAll)
    addMissing(onlyInFirst, "A", to: &report)
    addMissing(onlyInSecond, "B", to: &report)
    report.add(counts, agrees ? .good : .bad)
    return report
  }

  private func addDivergence(to report: inout ReportText) {
    if let orderFault {
      report.add(
        "the order of \(kind) differs: at call \(orderFault.position) A has"
          + " \(orderFault.names[0]), B has \(orderFault.names[1])", .bad)
      report.addSpace()
    }
    guard let entry = firstDivergence else { return }
    report.add("first divergence: \(entry.name) \(entry.shape)", .bad)
    report.add("  \(entry.explanation)")
    report.addSpace()
  }

  private func addTable(to report: inout ReportText, showsAll: Bool) {
    let rows = showsAll ? entries : entries.filter { !$0.isEqual }
    guard !rows.isEmpty else { return }
    let shown = showsAll ? rows[...] : rows.prefix(Self.shownRows)
    let hasLimits = entries.contains { $0.limit ?? 0 > 0 }
    let hasNoise = entries.contains { $0.noise ?? 0 > 0 }
    let columns: [TextTable.Column] =
      [
        .text("entry", shrinks: true), .text("shape", rank: 2), .number("differ", rank: 3),
        .number("max error"), .number("rms error", rank: 1),
      ] + (hasLimits ? [.number("limit")] : []) + (hasNoise ? [.number("× noise")] : [])
    let table = TextTable(
      columns, rows: shown.map { $0.cells(limit: hasLimits, noise: hasNoise) })
    report.add(table, tones: shown.map { $0.agrees ? ($0.isEqual ? .faint : .plain) : .bad })
    if shown.count < rows.count {
      report.add("… and \(rows.count - shown.count) more; --all shows them", .faint)
    }
    report.addSpace()
  }

  private func addMissing(_ missing: [String], _ side: String, to report: inout ReportText) {
    guard !missing.isEmpty else { return }
    let names = missing.prefix(5).joined(separator: ", ")
    let rest = missing.count > 5 ? ", … (\(missing.count) in all)" : ""
    report.add("only in \(side): \(names)\(rest)", ignoresMissing ? .faint : .warning)
  }

  private var counts: String {
    let equal = entries.count { $0.isEqual }
    let within = entries.count { $0.agrees } - equal
    let over = entries.count - equal - within
    var parts = [
      entries.isEmpty
        ? "no common entries" : "\(equal) of \(entries.count) common entries are equal"
    ]
    if within > 0 { parts.append("\(within) within the limit") }
    if over > 0 { parts.append("\(over) \(over == 1 ? "differs" : "differ")") }
    if !onlyInFirst.isEmpty { parts.append("\(onlyInFirst.count) only in A") }
    if !onlyInSecond.isEmpty { parts.append("\(onlyInSecond.count) only in B") }
    return parts.joined(separator: ", ")
  }
}

extension EntryComparison {
  fileprivate var isEqual: Bool {
    if case .equal = finding { return true }
    return false
  }

  fileprivate var explanation: String {
    switch finding {
    case .equal: return "equal"
    case .different(let problem): return problem
    case .measured(let difference):
      let values = difference.worst.map { "\($0)" }
      let limit = limit.map { $0 > 0 ? ", the limit is \(short($0))" : "" } ?? ""
      return "differs by \(short(difference.max)) at \(difference.position(in: shape)): A"
        + " \(values.first ?? ""), B \(values.last ?? "")\(limit)"
    }
  }

  fileprivate func cells(limit hasLimits: Bool, noise hasNoise: Bool) -> [String] {
    let numbers: [String] =
      switch finding {
      case .equal: ["0", "0", "0"]
      case .different: ["", "different", ""]
      case .measured(let difference):
        [
          "\(difference.differing)/\(difference.count)", short(difference.max),
          short(difference.rms),
        ]
      }
    let extents = "[\(shape.map(String.init).joined(separator: ", "))]"
    return [name, extents] + numbers + (hasLimits ? [limit.map(short) ?? ""] : [])
      + (hasNoise ? [multiple] : [])
  }

  /// The error as a multiple of the float32 noise.
  private var multiple: String {
    guard case .measured(let difference) = finding, let noise, noise > 0 else { return "" }
    return short(difference.max / noise)
  }
}
