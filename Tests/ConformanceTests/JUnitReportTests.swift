import AutoPipelineConformance
import Testing

/// JUnit's XML is well-formed whatever an implementation says, and counts what CI counts.
@Suite struct JUnitReportTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let item: CaseReport
    let element: String?
    var message = ""
    var testDescription: String { "\(item.standing)" }
  }

  static let rows: [Row] = [
    Row(item: ReportSamples.item(.float32Class), element: nil),
    Row(
      item: ReportSamples.item(.wrong, entry: "images"), element: "failure",
      message: "wrong at images: differs"),
    Row(item: ReportSamples.item(.error, message: "no"), element: "error", message: "error: no"),
    Row(
      item: ReportSamples.item(.exact, expectation: .failure), element: "failure",
      message: "unexpectedly passed: exact"),
    Row(
      item: ReportSamples.item(.wrong, expectation: .failure, entry: "images"),
      element: "skipped", message: "failed as expected: wrong at images: differs"),
    Row(
      item: ReportSamples.item(.error, expectation: .quarantined, message: "no"),
      element: "skipped", message: "in quarantine: error: no"),
    Row(
      item: ReportSamples.item(.skipped, message: "unsupported"), element: "skipped",
      message: "skipped: unsupported"),
  ]

  @Test(arguments: rows) func standings(_ row: Row) throws {
    let xml = try #require(ParsedXML(JUnitReport(ReportSamples.report([row.item])).text))
    let results = ["failure", "error", "skipped"].flatMap { xml[$0] }
    #expect(results.map(\.name) == (row.element.map { [$0] } ?? []))
    #expect(results.first?.attributes["message"] ?? "" == row.message)
    let root = try #require(xml["testsuites"].first?.attributes)
    #expect(root["tests"] == "1")
    #expect(root["failures"] == (row.element == "failure" ? "1" : "0"))
    #expect(root["errors"] == (row.element == "error" ? "1" : "0"))
    #expect(root["skipped"] == (row.element == "skipped" ? "1" : "0"))
  }

  @Test func everyCaseIsATestCase() throws {
    let cases = ReportSamples.everything
    let text = JUnitReport(ReportSamples.report(cases)).text
    let xml = try #require(ParsedXML(text))
    let names = xml["testcase"].compactMap { $0.attributes["name"] }
    #expect(Set(names) == Set(cases.map(\.title)))
    #expect(names.count == cases.count)
    #expect(xml["testsuite"].compactMap { $0.attributes["name"] } == ["resolve", "pipeline"])
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(xml["script"].isEmpty)
    let failure = try #require(xml["failure"].first { $0.text.contains("hostile") })
    #expect(failure.text.contains("a[31m </pre></script><script>x()</script> \"q\" 'r' & ]]>"))
    #expect(failure.text.contains("ü"))
    #expect(
      failure.text.contains(
        "again: autopipeline check --level pipeline --filter family/Class/hostile --dtype float32"
          + #" --implementation 'run '\''me'\'' <now>'"#))
  }

  @Test func saysWhetherTheRunIsComplete() throws {
    for interrupted in [false, true] {
      let report = ReportSamples.report([ReportSamples.item(.exact)], interrupted: interrupted)
      let xml = try #require(ParsedXML(JUnitReport(report).text))
      let property = xml["property"].first { $0.attributes["name"] == "complete" }
      #expect(property?.attributes["value"] == "\(!interrupted)")
    }
  }
}
