import TestSupport
import Testing

@testable import AutoPipelineConformance

/// A picture pasted into another is judged without the pixels that it was resized from.
@Suite struct CroppedPictureTests {
  private static let item = ConformanceCase(
    folder: Repository.golden.appending(path: "flux/FluxInpaintPipeline/crop"))

  /// The verdict on results whose picture is off by `levels` in one sample.
  private func isPassed(off levels: Int, in precision: Precision) throws -> Bool {
    let golden = try Self.item.golden()
    let expected = try golden.transcript(float32: precision != .float64)
    guard case .integers(var samples)? = try expected.values("images") else {
      Issue.record("the case has no 8-bit picture")
      return false
    }
    let index = try #require(samples.indices.first { (10..<240).contains(samples[$0]) })
    samples[index] += levels
    let results = RecordedTranscript(
      [("images", .integers(samples), expected.shape("images") ?? [])])
    let judge = CaseJudge(
      item: Self.item, level: .image, precision: precision, golden: golden,
      request: try Self.item.request(), extent: .results)
    return try judge.judge(.finished(pipelineClass: Self.item.className)) { results }.isPassed
  }

  @Test(arguments: [
    (0, Precision.float64, true), (1, .float64, false), (0, .float32, true), (1, .float32, true),
    (2, .float32, false),
  ])
  func oneLevelIsRounding(levels: Int, precision: Precision, passes: Bool) throws {
    #expect(try isPassed(off: levels, in: precision) == passes)
  }
}
