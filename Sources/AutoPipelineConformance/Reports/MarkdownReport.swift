import Foundation

/// The suite's results in GitHub's Markdown, for the summary of a CI step.
public struct MarkdownReport: Sendable {
  private let report: SuiteReport

  /// How many failures are written out; GitHub takes no summary over 1 MiB.
  private static let shownFailures = 100
  private static let longestText = 600

  /// The Markdown of `report`.
  public init(_ report: SuiteReport) { self.report = report }

  /// The counts, a table by class, and what went wrong with the commands that repeat it.
  public var text: String {
    (heading + table + failures + remarks).joined(separator: "\n") + "\n"
  }

  private var heading: [String] {
    let mark = report.isPassed ? "✅" : "❌"
    var facts = [code(report.run.title), "suite \(code(report.run.suite))"]
    if let shard = report.run.shard { facts.append("part \(code(shard))") }
    if let seconds = report.end?.seconds { facts.append(String(format: "%.1f s", seconds)) }
    let cut = report.shortfall.map { ["", "⚠️ \($0)"] } ?? []
    return ["## \(mark) Conformance: \(report.cases.tally)", "", facts.joined(separator: ", ")]
      + cut + [""]
  }

  private var table: [String] {
    let rows = ClassSummary.condensed(report.cases).map { summary -> String in
      var cells = summary.cells
      // The others are words of this program and numbers.
      for column in [1, 4] { cells[column] = code(cells[column], inTable: true) }
      return "| \(summary.isUnexpected ? "❌" : "✅") | \(cells.joined(separator: " | ")) |"
    }
    guard !rows.isEmpty else { return [] }
    return [
      "| | level | class | arithmetic | passed | closest to its limit | output error | × noise"
        + " | seconds |",
      "|---|---|---|---|--:|---|--:|--:|--:|",
    ] + rows + [""]
  }

  private var failures: [String] {
    let all = report.cases.unexpected
    guard !all.isEmpty else { return [] }
    let rest = all.count - Self.shownFailures
    return groups(all) + ["### What went wrong", ""] + all.prefix(Self.shownFailures).flatMap(lines)
      + (rest > 0 ? ["", "… and \(rest) more"] : []) + [""]
  }

  /// What failures have in common, where that is shorter than to list them.
  private func groups(_ failures: [CaseReport]) -> [String] {
    let groups = FaultGroup.all(failures)
    guard groups.contains(where: { $0.cases.count > 1 }) else { return [] }
    let rows = groups.prefix(Self.shownFailures).map { group in
      let cells = [group.phrase, group.cases.classes(), group.cases[0].title].map {
        code($0, inTable: true)
      }
      return
        "| \(group.cases.count) | \(group.level.rawValue) | \(cells.joined(separator: " | ")) |"
    }
    return [
      "### What the failures have in common", "", "| cases | level | what | classes | such as |",
      "|--:|---|---|---|---|",
    ] + rows + [""]
  }

  private func lines(_ item: CaseReport) -> [String] {
    let verdict =
      item.standing == .unexpectedPass ? item.standing.phrase : item.verdict.rawValue
    let place = item.divergence?.entry.map { " at \(code($0))" } ?? ""
    let reason = item.reason.map { ": \(code($0))" } ?? ""
    return ["- \(code(item.title)) **\(verdict)**\(place)\(reason)"]
      + item.diagnosis.map { "  - looks like: \(code($0))" }
      + ["  - again: \(code(report.run.repeatCommand(item)))"]
  }

  private var remarks: [String] {
    Set(report.cases.flatMap(\.remarks)).sorted().map { "> \(code($0))" }
  }

  /// `text` as code, in which nothing has a meaning: on one line, behind more backticks than it has.
  private func code(_ text: String, inTable: Bool = false) -> String {
    let shown = printable(text, limit: Self.longestText).unicodeScalars.filter(\.isShown)
    let line = String(String.UnicodeScalarView(shown)).trimmingCharacters(in: .whitespaces)
    guard !line.isEmpty else { return "" }
    let longest = line.split { $0 != "`" }.map(\.count).max() ?? 0
    let fence = String(repeating: "`", count: longest + 1)
    let space = longest > 0 ? " " : ""
    let content = inTable ? line.replacing("|", with: #"\|"#) : line
    return fence + space + content + space + fence
  }
}
