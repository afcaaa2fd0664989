import Foundation

/// What a report has of one class at one level in one number format: a row of its tables.
struct ClassSummary: Sendable {
  let key: Key
  /// What the row is called.
  let name: String
  let cases: [CaseReport]

  /// What the cases of a row have in common.
  struct Key: Hashable, Comparable {
    let level: Level
    let className: String
    let precision: Precision?

    init(_ item: CaseReport) {
      level = item.level
      className = item.className
      precision = item.precision
    }

    private var sortKey: (Int, String, String) {
      (Level.allCases.firstIndex(of: level) ?? 0, className, precision?.rawValue ?? "")
    }

    static func < (left: Key, right: Key) -> Bool { left.sortKey < right.sortKey }
  }

  /// The rows of `cases`, sorted.
  static func all(_ cases: [CaseReport]) -> [ClassSummary] {
    Dictionary(grouping: cases, by: Key.init).sorted { $0.key < $1.key }
      .map { ClassSummary(key: $0.key, name: $0.key.className, cases: $0.value) }
  }

  /// The rows with something unexpected, and those of whole runs; of the others one for each level
  /// and number format.
  static func condensed(_ cases: [CaseReport]) -> [ClassSummary] {
    let rows = all(cases)
    let levels = Dictionary(grouping: rows.filter { !$0.isWorthARow }) { row in
      [row.key.level.rawValue, row.key.precision?.rawValue]
    }
    let rests = levels.values.compactMap { rows in
      rows.first.map {
        ClassSummary(
          key: $0.key, name: "\(rows.count) \(rows.count == 1 ? "class" : "classes")",
          cases: rows.flatMap(\.cases))
      }
    }
    return (rows.filter(\.isWorthARow) + rests).sorted { $0.key < $1.key }
  }

  private var isWorthARow: Bool { isUnexpected || [.pipeline, .image].contains(key.level) }

  /// The cells of the tables' columns: level, class, number format, passed, closest to its limit,
  /// output error, times noise, seconds.
  var cells: [String] {
    let run = cases.filter { $0.verdict != .skipped }
    let outputs = run.compactMap(\.output)
    let closest = run.compactMap(\.closest).max { $0.ratio < $1.ratio }
    return [
      key.level.rawValue, name, key.precision?.rawValue ?? "",
      "\(run.count { $0.isPassed })/\(run.count)",
      closest.map { "\($0.percentOfLimit) \($0.name)" } ?? "",
      outputs.map(\.max).max().map(short) ?? "",
      outputs.compactMap(\.timesNoise).max().map(short) ?? "",
      String(format: "%.2f", cases.reduce(0) { $0 + $1.seconds }),
    ]
  }

  /// Whether the suite fails because of one of the cases.
  var isUnexpected: Bool { cases.contains { $0.standing.isUnexpected } }
}

extension EntryReport {
  /// The error in percent of the limit.
  var percentOfLimit: String { short(ratio * 100) + "%" }
}

extension [CaseReport] {
  /// How many cases passed, failed, and so on, in one line.
  var tally: String {
    let counts = Dictionary(grouping: self, by: \.standing).mapValues(\.count)
    let errors = count { $0.verdict == .error && $0.standing == .failed }
    var parts = ["\(counts[.passed] ?? 0) passed", "\(counts[.failed] ?? 0) failed"]
    if errors > 0 { parts[1] += " (\(errors) without an answer that could be judged)" }
    for standing in CaseReport.Standing.allCases.dropFirst(2) {
      if let count = counts[standing] { parts.append("\(count) \(standing.phrase)") }
    }
    return parts.joined(separator: ", ")
  }

  /// The cases because of which the suite fails.
  var unexpected: [CaseReport] { filter(\.standing.isUnexpected) }
}

extension CaseReport.Standing {
  /// The standing in words.
  var phrase: String {
    switch self {
    case .passed: "passed"
    case .failed: "failed"
    case .expectedFailure: "failed as expected"
    case .unexpectedPass: "unexpectedly passed"
    case .quarantined: "in quarantine"
    case .skipped: "skipped"
    }
  }
}
