import AutoPipelineConformance
import Foundation
import TestSupport
import Testing

/// The reference judged in this process leaves what an adapter leaves.
@Suite struct InProcessTests {
  private static let place = "stable-diffusion/StableDiffusionPipeline/plain"

  /// A checkout with one case, whose golden is of another class.
  private func checkout() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let source = Repository.golden.appending(path: Self.place)
    for name in try FileManager.default.contentsOfDirectory(atPath: source.path) {
      let data = try Data(contentsOf: source.appending(path: name))
      try folder.write(Array(data), "Golden/\(Self.place)/\(name)")
    }
    try folder.link("Fixtures", to: Repository.fixtures.path(percentEncoded: false))
    let golden = "Golden/\(Self.place)/golden.json"
    let text = try String(contentsOf: folder.url.appending(path: golden), encoding: .utf8)
    try folder.write(text.replacing("\"StableDiffusionPipeline\"", with: "\"Other\""), golden)
    return folder
  }

  @Test func aFailureShowsItsPicture() throws {
    let checkout = try checkout()
    let root = checkout.url.appending(path: "out")
    var selection = SuitePlan.Selection()
    selection.levels = [.pipeline]
    selection.precisions = [.float32]
    let plan = try SuitePlan(
      checkout: checkout.url, for: Implementation.reference.get(), selection)
    let outcome = SuiteHarness(plan, SuiteHarness.Options(folder: root)).run { _ in }
    let report = try #require(outcome.cases.first)
    #expect(report.divergence?.defect == .pipelineClass)
    let kept = root.appending(path: try #require(report.folder))
    #expect(try FileManager.default.contentsOfDirectory(atPath: kept.path) == ["image-0.png"])
    let page = HTMLReport(
      ReportSamples.report(outcome.cases), folder: root, checkout: checkout.url
    ).text
    #expect(page.contains(">actual "))
  }

  @Test func aPassedRunLeavesNothing() throws {
    let folder = try TemporaryFolder()
    var selection = SuitePlan.Selection()
    selection.levels = [.pipeline]
    selection.filter = Self.place
    let plan = try SuitePlan(
      checkout: Repository.root, for: Implementation.reference.get(), selection)
    let outcome = SuiteHarness(plan, SuiteHarness.Options(folder: folder.url)).run { _ in }
    #expect(outcome.cases.count == 2)
    #expect(outcome.cases.allSatisfy { $0.isPassed && $0.folder == nil })
  }
}
