import Foundation

/// The suite's results as a table for a terminal.
public struct TerminalReport {
  private let cases: [CaseReport]

  /// A report of `cases`.
  public init(_ cases: [CaseReport]) { self.cases = cases }

  /// The number of cases because of which the suite fails.
  public var failures: Int { cases.count { $0.standing.isUnexpected } }

  /// The table by class, what went wrong, and a summary.
  public var text: String { report().text }

  /// The report, with `remark` behind its summary.
  public func report(_ remark: String = "") -> ReportText {
    let groups = Dictionary(grouping: cases) { Key($0) }
    let keys = groups.keys.sorted()
    let rows = keys.map { row($0, groups[$0] ?? []) }
    let tones = keys.map { key -> ReportText.Tone in
      groups[key]?.contains { $0.standing.isUnexpected } ?? false ? .bad : .plain
    }
    var report = ReportText()
    report.add(
      TextTable(
        [
          .text("level", rank: 5), .text("class"), .text("arithmetic"), .number("passed"),
          .text("closest to its limit", rank: 3, shrinks: true), .number("output error", rank: 1),
          .number("× noise", rank: 2), .number("seconds", rank: 4),
        ], rows: rows), tones: tones)
    for item in cases where item.standing.isUnexpected { addFailure(item, to: &report) }
    for remark in Set(cases.flatMap(\.remarks)).sorted() { report.add("! \(remark)", .warning) }
    report.add(summary + remark, failures == 0 ? .good : .bad)
    return report
  }

  private func addFailure(_ item: CaseReport, to report: inout ReportText) {
    let lead = item.standing == .unexpectedPass ? "✗ unexpected pass: " : "✗ "
    report.add("\(lead)\(item)", .bad)
    for line in item.diagnosis { report.add("    looks like: \(line)", .warning) }
  }

  private struct Key: Hashable, Comparable {
    let level: Level
    let className: String
    let precision: Precision?

    init(_ item: CaseReport) {
      level = item.level
      className = item.className
      precision = item.precision
    }

    private var sortKey: (Int, String, String) {
      (
        Level.allCases.firstIndex(of: level) ?? 0, className, precision?.rawValue ?? ""
      )
    }

    static func < (left: Key, right: Key) -> Bool { left.sortKey < right.sortKey }
  }

  private func row(_ key: Key, _ group: [CaseReport]) -> [String] {
    let run = group.filter { $0.verdict != .skipped }
    let closest = run.compactMap(\.closest).max { $0.ratio < $1.ratio }
    let outputs = run.compactMap(\.output)
    let error = outputs.map(\.max).max()
    let noise = outputs.compactMap(\.timesNoise).max()
    return [
      key.level.rawValue, key.className, key.precision?.rawValue ?? "",
      "\(run.count { $0.isPassed })/\(run.count)",
      closest.map { "\(percent($0.ratio)) \($0.name)" } ?? "",
      error.map(short) ?? "", noise.map(short) ?? "",
      String(format: "%.2f", group.reduce(0) { $0 + $1.seconds }),
    ]
  }

  private func percent(_ ratio: Double) -> String { short(ratio * 100) + "%" }

  private var summary: String {
    let counts = Dictionary(grouping: cases, by: \.standing).mapValues(\.count)
    let errors = cases.count { $0.verdict == .error && $0.standing == .failed }
    var parts = ["\(counts[.passed] ?? 0) passed", "\(counts[.failed] ?? 0) failed"]
    if errors > 0 { parts[1] += " (\(errors) without an answer that could be judged)" }
    for (standing, name) in Self.names {
      if let count = counts[standing] { parts.append("\(count) \(name)") }
    }
    return parts.joined(separator: ", ")
  }

  private static let names: [(CaseReport.Standing, String)] = [
    (.unexpectedPass, "unexpectedly passed"), (.expectedFailure, "failed as expected"),
    (.quarantined, "in quarantine"), (.skipped, "skipped"),
  ]
}
