import AutoPipelineConformance
import Foundation
import Images
import TestSupport
import Testing

/// The page is well-formed, needs nothing else, and shows what there is.
@Suite struct HTMLReportTests {
  private func parse(_ page: String) throws -> ParsedXML {
    let start = "<!DOCTYPE html>\n"
    #expect(page.hasPrefix(start))
    return try #require(ParsedXML(String(page.dropFirst(start.count))))
  }

  @Test func isWellFormedAndSelfContained() throws {
    let report = ReportSamples.report(ReportSamples.everything, interrupted: true)
    let page = HTMLReport(report, folder: nil).text
    let xml = try parse(page)
    #expect(xml["script"].count == 1)
    #expect(xml["link"].isEmpty)
    #expect(!page.contains("http:") && !page.contains("https:") && !page.contains("url("))
    let ids = xml.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    let links = xml["a"].compactMap { $0.attributes["href"] }
    #expect(links.allSatisfy { $0.hasPrefix("#") && ids.contains(String($0.dropFirst())) })
    #expect(xml["title"].first?.text == "Conformance of port <&> 1")
    #expect(page.contains("prefers-color-scheme: dark") && page.contains("max-width: 40rem"))
    #expect(xml.classed("warning").contains { $0.text.contains("9 of 14 cases") })
    #expect(!page.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n") || $0 == "\u{202e}" })
    #expect(xml["svg"].count == 1, "one case has entries to draw a line through")
    #expect(xml["details"].count { $0.attributes["class"]?.hasPrefix("case") ?? false } == 8)
    #expect(xml["li"].count == 3)
  }

  struct Failure: Sendable {
    let golden: [UInt8]?
    let actual: [UInt8]?
    let captions: [String]
    var says: String?
  }

  private static func picture(_ level: UInt8, width: Int = 3) -> [UInt8] {
    let pixels = [UInt8](repeating: 9, count: width * 6 - 1) + [level]
    return Image(width: width, height: 2, mode: .rgb, pixels: pixels).pngBytes()
  }

  static let failures = [
    Failure(
      golden: picture(9), actual: picture(19),
      captions: ["golden 3×2", "actual 3×2", "difference × 25 3×2"]),
    Failure(
      golden: picture(9), actual: picture(10),
      captions: ["golden 3×2", "actual 3×2", "difference × 64 3×2"]),
    Failure(
      golden: picture(9), actual: picture(9), captions: ["golden 3×2", "actual 3×2"],
      says: "equal in 8 bits"),
    Failure(
      golden: picture(9), actual: picture(9, width: 4), captions: ["golden 3×2", "actual 4×2"],
      says: "the sizes differ"),
    Failure(golden: picture(9), actual: Array("no PNG".utf8), captions: ["golden 3×2"]),
    Failure(golden: nil, actual: picture(9), captions: ["actual 3×2"]),
    Failure(golden: nil, actual: nil, captions: []),
  ]

  @Test(arguments: failures) func picturesOfAFailure(_ failure: Failure) throws {
    let folder = try TemporaryFolder()
    if let golden = failure.golden {
      try folder.write(golden, "Golden/family/Class/plain/image-0.png")
    }
    if let actual = failure.actual { try folder.write(actual, "report/run/image-0.png") }
    try folder.write("{\"task\": \"<inpainting>\"}", "Golden/family/Class/plain/request.json")
    var item = ReportSamples.item(.wrong, entry: "images")
    item.folder = "run"
    let page = HTMLReport(
      ReportSamples.report([item]), folder: folder.url.appending(path: "report"),
      checkout: folder.url)
    let xml = try parse(page.text)
    #expect(xml["figcaption"].map(\.text) == failure.captions)
    #expect(xml["img"].count == failure.captions.count)
    for picture in xml["img"] {
      let data = try #require(picture.attributes["src"]?.split(separator: ",").last)
      #expect(try Image(png: Array(#require(Data(base64Encoded: String(data))))).height == 2)
    }
    if let says = failure.says { #expect(xml["p"].contains { $0.text == says }) }
    #expect(xml["pre"].contains { $0.text == "{\"task\": \"<inpainting>\"}" })
    #expect(
      xml.classed("command").contains {
        $0.text.hasPrefix("autopipeline check --level pipeline --filter family/Class/plain --dtype")
      })
  }

  @Test func aPassedCaseShowsItsGoldenAlone() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.picture(9), "Golden/family/Class/plain/image-0.png")
    try folder.write(Self.picture(9), "run/image-0.png")
    var item = ReportSamples.item(.float32Class)
    item.folder = "run"
    let page = HTMLReport(
      ReportSamples.report([item]), folder: folder.url, checkout: folder.url)
    #expect(try parse(page.text)["figcaption"].map(\.text) == ["golden 3×2"])
  }

  @Test(arguments: [Verdict.float32Class, .wrong]) func aComponentThatPassesHasNoChart(
    _ verdict: Verdict
  ) throws {
    var item = ReportSamples.item(verdict, level: .components)
    item.entries = [0.25, 0.5].map {
      EntryReport(name: "unet.forward.out.sample", max: $0, rms: $0, limit: 1, noise: 0.125)
    }
    let page = HTMLReport(ReportSamples.report([item]), folder: nil).text
    #expect(try parse(page)["svg"].count == (verdict == .wrong ? 1 : 0))
  }

  @Test(arguments: ["../../etc", "family/../plain", "/a/b", "a//b", ".git/b/c"])
  func idsDoNotLeaveTheGoldens(_ id: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("secret", "request.json")
    try folder.write("secret", "Golden/request.json")
    try folder.write("secret", "Golden/family/plain/request.json")
    try folder.write("secret", "Golden/.git/b/c/request.json")
    let item = CaseReport(
      id: id, level: .pipeline, className: "C", precision: nil, verdict: .wrong)
    let page = HTMLReport(ReportSamples.report([item]), folder: nil, checkout: folder.url).text
    #expect(!page.contains("secret"))
  }

  @Test(arguments: [0, 2_000, 20_000, 200_000]) func thePageStaysSmall(_ limit: Int) throws {
    let cases = (0..<100).map {
      ReportSamples.item($0 == 50 ? .wrong : .float32Class, "v\($0)", entry: "images", ratio: 0.1)
    }
    let page = HTMLReport(ReportSamples.report(cases), folder: nil, sizeLimit: limit).text
    let xml = try parse(page)
    #expect(xml.classed("case").count == 100)
    let shown = xml.classed("facts").count
    #expect(limit == 0 ? shown == 0 : shown > 0)
    #expect((shown == 100) == (limit == 200_000))
    // The one that failed is shown before the others.
    #expect(limit == 0 || xml.classed("fault").contains { $0.text.contains("images") })
    #expect(page.utf8.count < limit + 100 * 400 + 20_000)
  }
}
