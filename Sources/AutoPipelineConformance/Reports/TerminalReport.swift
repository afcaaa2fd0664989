import Foundation

/// The suite's judgements as a table for a terminal.
public struct TerminalReport {
  private let judgements: [Judgement]

  /// A report of `judgements`.
  public init(_ judgements: [Judgement]) { self.judgements = judgements }

  /// The number of cases that are wrong.
  public var failures: Int { judgements.count { $0.verdict == .wrong } }

  /// The table by pipeline, what went wrong, and a summary.
  public var text: String {
    ([table] + wrong + [summary]).joined(separator: "\n")
  }

  private var table: String {
    let groups = Dictionary(grouping: judgements) { Key($0) }
    let rows = groups.keys.sorted().map { key in row(key, groups[key] ?? []) }
    let header = [
      "pipeline", "arithmetic", "passed", "closest to its limit", "output error", "× noise",
      "seconds",
    ]
    return TextTable(header: header, rows: rows, leftAligned: [0, 1, 3]).text
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

  private var wrong: [String] {
    judgements.filter { $0.verdict == .wrong }.map { "✗ \($0)" }
  }

  private var summary: String {
    let passed = judgements.count { $0.verdict.isPassed }
    let skipped = judgements.count { $0.verdict == .skipped }
    return "\(passed) passed, \(failures) failed" + (skipped > 0 ? ", \(skipped) skipped" : "")
  }
}
