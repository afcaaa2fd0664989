import Foundation

/// Failing cases that look alike: wrong at one kind of entry in one way, or refused with one message.
struct FaultGroup: Sendable {
  /// What the cases have in common.
  let phrase: String
  let level: Level
  /// In the order of the report.
  let cases: [CaseReport]

  /// The groups of the cases that did not pass, the largest first.
  static func all(_ cases: [CaseReport]) -> [FaultGroup] {
    let failing = cases.filter { !$0.isPassed && $0.verdict != .skipped }
    return failing.grouped { [$0.level.rawValue, $0.likeness] }.compactMap { members in
      members.first.map { FaultGroup(phrase: $0.likeness, level: $0.level, cases: members) }
    }
  }
}

extension Sequence {
  /// The elements in groups of one key: the largest first, of two as large the one that came first.
  func grouped(by key: (Element) -> some Hashable) -> [[Element]] {
    Dictionary(grouping: enumerated()) { key($0.element) }.values
      .sorted { ($1.count, $0[0].offset) < ($0.count, $1[0].offset) }
      .map { $0.map(\.element) }
  }
}

extension [CaseReport] {
  /// The classes with the number of their cases, the most frequent first, not more than `limit` by name.
  func classes(limit: Int = 4) -> String {
    let groups = grouped(by: \.className)
    let named = groups.prefix(limit).map { "\($0[0].className) \($0.count)" }
    let rest = groups.count - named.count
    return (named + (rest > 0 ? ["\(rest) more"] : [])).joined(separator: ", ")
  }
}

extension CaseReport {
  /// The verdict with the place and the reason, without what is different from case to case: numbers, the
  /// class's name, paths, and questions.
  var likeness: String {
    guard !isPassed else { return "passed" }
    guard verdict != .skipped else { return "skipped: \(pattern(message ?? ""))" }
    let place = kindOfEntry.map { " at \($0)" } ?? ""
    let reason =
      switch divergence?.defect {
      case .value: "differs by more than its limit"
      case .discrete where level != .random: "holds other values"
      default: pattern(answer)
      }
    guard !reason.hasPrefix("raised ") else { return reason }
    return "\(verdict.rawValue)\(place)" + (reason.isEmpty ? "" : ": \(reason)")
  }

  /// What is wrong, without what diffusers does instead.
  private var answer: String {
    let text = reason ?? ""
    return text.range(of: "; diffusers ").map { String(text[..<$0.lowerBound]) } ?? text
  }

  /// The divergent entry without the numbers of calls; nil where entries are questions.
  private var kindOfEntry: String? {
    guard level != .resolve, level != .tokens else { return nil }
    return divergence?.entry.map { entry in
      entry.split(separator: ".").filter { !$0.allSatisfy(\.isNumber) }.joined(separator: ".")
    }
  }

  /// `text` with gaps where cases differ.
  private func pattern(_ text: String) -> String {
    var result = text.replacing(className, with: "…")
    result = result.replacing(/[^\s'"(]*\/[^\s'"),;:]+/, with: "…")
    result = result.replacing(/[-+]?\d[\d.]*(e[-+]?\d+)?/, with: "…")
    result = result.replacing(/…(,\s*…)+/, with: "…")
    return printable(result, limit: 240)
  }
}
