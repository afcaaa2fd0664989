import Checkpoints
public import Foundation

/// A list of cases in a text file: a line for each, an id and perhaps a number format, `#` starting a
/// comment. `*` stands for any text.
public struct ExpectationList: Sendable {
  private struct Entry: Sendable {
    let line: Int
    let parts: [String]
    let precision: String?

    func matches(_ id: String, _ precision: Precision?) -> Bool {
      (self.precision == nil || self.precision == precision?.rawValue) && fits(id)
    }

    private func fits(_ id: String) -> Bool {
      guard parts.count > 1, let first = parts.first, let last = parts.last else {
        return id == parts.first
      }
      guard id.hasPrefix(first) else { return false }
      var rest = id.dropFirst(first.count)
      for part in parts.dropFirst().dropLast() where !part.isEmpty {
        guard let range = rest.range(of: part) else { return false }
        rest = rest[range.upperBound...]
      }
      return rest.hasSuffix(last)
    }
  }

  private let entries: [Entry]

  /// No case.
  public init() { entries = [] }

  /// Reads a list.
  ///
  /// - Throws: `CheckpointError` for a file that cannot be read or a line with more than two words.
  public init(contentsOf url: URL) throws {
    let file = url.path(percentEncoded: false)
    guard let text = try? String(contentsOf: url, encoding: .utf8) else {
      throw CheckpointError(
        file: file, problem: "the list cannot be read",
        advice: "A list has a line for each case: its id, and perhaps a number format")
    }
    entries = try text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .compactMap { index, line in
        let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
        guard let id = words.first else { return nil }
        let precision = words.dropFirst().first.map(String.init)
        guard words.count <= 2, precision.map({ Precision(rawValue: $0) != nil }) ?? true else {
          throw CheckpointError(
            file: "\(file):\(index + 1)",
            problem: "should be an id, and perhaps one of "
              + Precision.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let parts = id.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        return Entry(line: index + 1, parts: parts, precision: precision)
      }
  }

  /// Whether the list has the case.
  public func contains(_ id: String, _ precision: Precision?) -> Bool {
    entries.contains { $0.matches(id, precision) }
  }

  /// The lines that no case matches.
  public func unusedLines(
    _ ids: [(id: String, precision: Precision?)]
  ) -> [Int] {
    entries.filter { entry in !ids.contains { entry.matches($0.id, $0.precision) } }.map(\.line)
  }

  /// The list of all cases that failed, with the reasons as comments.
  public static func text(failuresOf cases: [CaseReport]) -> String {
    cases.filter { [.failed, .expectedFailure].contains($0.standing) }.map { item in
      let reason = item.divergence.map { "\($0.entry.map { "\($0): " } ?? "")\($0.problem)" }
      let format = item.precision.map { " \($0.rawValue)" } ?? ""
      let comment = printable(reason ?? item.message ?? item.verdict.rawValue, limit: 120)
      return "\(item.id)\(format)  # \(comment)\n"
    }.joined()
  }
}
