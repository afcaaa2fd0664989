extension ReportComparison {
  /// How much of a comparison is written out.
  public enum Extent: Sendable {
    /// What changed in one way together, with one of its cases.
    case groups
    /// Every case.
    case everything

    fileprivate var limit: Int { self == .groups ? 1 : .max }
  }

  /// The comparison for people.
  public func report(_ extent: Extent = .groups) -> ReportText {
    var report = ReportText()
    report.add("old  \(old.run.title), \(old.cases.tally)", .strong)
    report.add("new  \(new.run.title), \(new.cases.tally)", .strong)
    for (kind, title, tone) in Self.sections { add(kind, title, tone, extent, to: &report) }
    report.addSpace()
    if let shortfall = new.shortfall { report.add("! \(shortfall)", .warning) }
    let counts = Kind.allCases.map {
      "\(changes($0).count) \($0 == .same ? "the same" : $0.rawValue)"
    }
    report.add(counts.joined(separator: ", "), isWorse ? .bad : .good)
    return report
  }

  private static let sections: [(Kind, String, ReportText.Tone)] = [
    (.worse, "✗ worse", .bad), (.better, "✓ better", .good), (.changed, "~ changed", .warning),
    (.new, "+ new", .plain), (.gone, "− gone", .warning),
  ]

  private func add(
    _ kind: Kind, _ title: String, _ tone: ReportText.Tone, _ extent: Extent,
    to report: inout ReportText
  ) {
    let groups = changes(kind).grouped { [$0.level, $0.likeness] }
    guard !groups.isEmpty else { return }
    report.addSpace()
    report.add("\(title): \(groups.reduce(0) { $0 + $1.count })", tone)
    for group in groups {
      let cases = group.compactMap(\.latest)
      let isFailure = kind == .new && cases.contains(where: \.standing.isUnexpected)
      report.add(
        "  \(group.count) × \(group[0].level)  \(group[0].likeness)", isFailure ? .bad : tone)
      report.add("      in \(cases.classes())", .faint)
      for change in group.prefix(extent.limit) { report.add("      \(change.line)") }
    }
  }
}

extension ReportComparison.Change {
  fileprivate var latest: CaseReport? { new ?? old }

  fileprivate var level: String { latest?.level.rawValue ?? "" }

  /// What became of the case, without what is different from case to case.
  fileprivate var likeness: String {
    guard let old, let new else { return latest?.likeness ?? "" }
    guard old.isPassed, new.isPassed else {
      return old.isPassed ? new.likeness : "\(old.likeness) → \(new.likeness)"
    }
    let ratios = [old, new].map { $0.closest?.ratio ?? 0 }
    return kind == .same
      ? "passed" : ratios[0] < ratios[1] ? "closer to its limit" : "farther from its limit"
  }
}
