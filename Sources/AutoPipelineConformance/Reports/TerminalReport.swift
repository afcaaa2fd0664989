/// The suite's results as a table for a terminal.
public struct TerminalReport {
  private let cases: [CaseReport]

  /// A report of `cases`.
  public init(_ cases: [CaseReport]) { self.cases = cases }

  /// The number of cases because of which the suite fails.
  public var failures: Int { cases.unexpected.count }

  /// The table by class, what went wrong, and a summary.
  public var text: String { report().text }

  /// The report, with `remark` behind its summary.
  public func report(_ remark: String = "") -> ReportText {
    let groups = ClassSummary.all(cases)
    var report = ReportText()
    report.add(
      TextTable(
        [
          .text("level", rank: 5), .text("class"), .text("arithmetic"), .number("passed"),
          .text("closest to its limit", rank: 3, shrinks: true), .number("output error", rank: 1),
          .number("× noise", rank: 2), .number("seconds", rank: 4),
        ], rows: groups.map(\.cells)), tones: groups.map { $0.isUnexpected ? .bad : .plain })
    for item in cases.unexpected { addFailure(item, to: &report) }
    addGroups(to: &report)
    for remark in Set(cases.flatMap(\.remarks)).sorted() { report.add("! \(remark)", .warning) }
    report.add(cases.tally + remark, failures == 0 ? .good : .bad)
    return report
  }

  /// From so many failures on they are summed up.
  private static let worthASum = 10

  private func addGroups(to report: inout ReportText) {
    let groups = FaultGroup.all(cases.unexpected)
    guard failures >= Self.worthASum, groups.count < failures else { return }
    report.addSpace()
    report.add("What the failures have in common", .strong)
    for group in groups {
      report.add("  \(group.cases.count) × \(group.level.rawValue)  \(group.phrase)", .bad)
      report.add("      in \(group.cases.classes())", .faint)
    }
    report.addSpace()
  }

  private func addFailure(_ item: CaseReport, to report: inout ReportText) {
    let lead = item.standing == .unexpectedPass ? "✗ unexpected pass: " : "✗ "
    report.add("\(lead)\(item)", .bad)
    for line in item.diagnosis { report.add("    looks like: \(line)", .warning) }
  }
}
