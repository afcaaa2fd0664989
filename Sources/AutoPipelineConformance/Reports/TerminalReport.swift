import Foundation

/// The suite's judgements as a table for a terminal.
public struct TerminalReport {
  private let judgements: [Judgement]

  /// A report of `judgements`.
  public init(_ judgements: [Judgement]) { self.judgements = judgements }

  /// The number of cases that are wrong.
  public var failures: Int { judgements.count { $0.verdict == .wrong } }

  /// The table by pipeline, what went wrong, and a summary.
  public var text: String { report().text }

  /// The report, with `remark` behind its summary.
  public func report(_ remark: String = "") -> ReportText {
    let groups = Dictionary(grouping: judgements) { Key($0) }
    let keys = groups.keys.sorted()
    let rows = keys.map { row($0, groups[$0] ?? []) }
    let tones = keys.map { key -> ReportText.Tone in
      groups[key]?.contains { $0.verdict == .wrong } ?? false ? .bad : .plain
    }
    var report = ReportText()
    report.add(
      TextTable(
        [
          .text("pipeline"), .text("arithmetic"), .number("passed"),
          .text("closest to its limit", rank: 3, shrinks: true), .number("output error", rank: 1),
          .number("× noise", rank: 2), .number("seconds", rank: 4),
        ], rows: rows), tones: tones)
    for judgement in judgements where judgement.verdict == .wrong {
      report.add("✗ \(judgement)", .bad)
    }
    report.add(summary + remark, failures == 0 ? .good : .bad)
    return report
  }

  private struct Key: Hashable, Comparable {
    let className: String
    let arithmetic: Limit.Arithmetic

    init(_ judgement: Judgement) {
      className = judgement.id.split(separator: "/").dropFirst().first.map(String.init) ?? ""
      arithmetic = judgement.arithmetic
    }

    static func < (left: Key, right: Key) -> Bool {
      (left.className, left.arithmetic.rawValue) < (right.className, right.arithmetic.rawValue)
    }
  }

  private func row(_ key: Key, _ group: [Judgement]) -> [String] {
    let run = group.filter { $0.verdict != .skipped }
    let closest = run.compactMap(\.closest).max { $0.ratio < $1.ratio }
    let outputs = run.compactMap(\.output)
    let error = outputs.map(\.distance.max).max()
    let noise = outputs.filter { $0.limit.noise > 0 }.map { $0.distance.max / $0.limit.noise }.max()
    return [
      key.className, key.arithmetic.rawValue,
      "\(run.count { $0.verdict.isPassed })/\(run.count)",
      closest.map { "\(percent($0.ratio)) \($0.entry)" } ?? "",
      error.map(short) ?? "", noise.map(short) ?? "",
      String(format: "%.2f", group.reduce(0) { $0 + $1.seconds }),
    ]
  }

  private func percent(_ ratio: Double) -> String { short(ratio * 100) + "%" }

  private var summary: String {
    let passed = judgements.count { $0.verdict.isPassed }
    let skipped = judgements.count { $0.verdict == .skipped }
    return "\(passed) passed, \(failures) failed" + (skipped > 0 ? ", \(skipped) skipped" : "")
  }
}
