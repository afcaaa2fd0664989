import AutoPipelineConformance
import Testing

/// The Markdown summary keeps its shape whatever an implementation says.
@Suite struct MarkdownReportTests {
  @Test func namesWhatWentWrong() {
    let text = MarkdownReport(ReportSamples.report(ReportSamples.everything)).text
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let heading =
      "## ❌ Conformance: 3 passed, 2 failed (1 without an answer that could be judged), 1 failed as"
      + " expected, 1 unexpectedly passed, 1 in quarantine, 1 skipped"
    #expect(lines.first.map(String.init) == heading)
    #expect(lines.contains("- `family/Class/crash [float32]` **error**: `ended with status 7`"))
    #expect(lines.contains("- `family/Class/fixed [float32]` **unexpectedly passed**"))
    let table = lines.filter { $0.hasPrefix("|") }
    #expect(table.count == 5)
    for row in table { #expect(row.replacing(#"\|"#, with: "").count { $0 == "|" } == 10) }
    #expect(table.contains { $0.hasPrefix("| ✅ | resolve | `1 class` |  | 1/1 |") })
    #expect(!text.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n") || $0 == "\u{202e}" })
    // Behind more backticks than the text has, nothing in it means anything.
    #expect(lines.contains { $0.contains("looks like: ``` a") && $0.hasSuffix(" ```") })
  }

  @Test(arguments: [0, 1, 100, 101, 250]) func listsABoundedNumberOfFailures(_ count: Int) {
    let cases = (0..<count).map { ReportSamples.item(.wrong, "v\($0)", entry: "images") }
    let text = MarkdownReport(ReportSamples.report(cases)).text
    let lines = text.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("- `") } == min(count, 100))
    #expect(text.contains("… and \(count - 100) more") == (count > 100))
    #expect(text.contains("✅ Conformance") == (count == 0))
  }

  @Test func saysThatARunWasCutShort() {
    let report = ReportSamples.report([ReportSamples.item(.exact)], interrupted: true)
    let text = MarkdownReport(report).text
    #expect(text.contains("❌ Conformance: 1 passed"))
    #expect(text.contains("⚠️ The run was cut short: 1 of 6 cases"))
  }
}
