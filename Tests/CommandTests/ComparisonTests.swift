import AutoPipelineConformance
import Checkpoints
import Foundation
import Images
import Tensors
import TestSupport
import Testing

/// Two files of tensors, two transcripts, two pictures.
@Suite struct ComparisonTests {
  private typealias Entry = (name: String, values: [Double])

  private func transcript(
    _ entries: [Entry], ordered: Bool = true, in folder: TemporaryFolder
  ) throws -> RecordedTranscript {
    var writer = SafetensorsWriter()
    for entry in entries {
      writer.add(entry.name, Tensor(entry.values, shape: [entry.values.count]))
    }
    if ordered {
      let order = JSONValue.array(entries.map { .string($0.name) })
      writer.metadata = ["order": order.serialized()]
    }
    let url = folder.url.appending(path: UUID().uuidString + ".safetensors")
    try writer.write(to: url)
    return try RecordedTranscript(contentsOf: url, requiresOrder: false)
  }

  private func compare(
    _ first: [Entry], _ second: [Entry], ordered: Bool = true, tolerance: Double = 0,
    ignoresMissing: Bool = false
  ) throws -> TensorComparison {
    let folder = try TemporaryFolder()
    return try TensorComparison(
      transcript(first, in: folder), transcript(second, ordered: ordered, in: folder),
      tolerance: ComparisonTolerance(tolerance), ignoresMissing: ignoresMissing)
  }

  @Test func equalTranscriptsAgree() throws {
    let result = try compare([("b", [1, .nan]), ("a", [2])], [("b", [1, .nan]), ("a", [2])])
    #expect(result.agrees)
    #expect(result.kind == "transcripts")
    #expect(result.report(["x", "y"]).text.contains("2 of 2 common entries are equal"))
  }

  @Test func firstDivergenceComesInCallOrder() throws {
    let result = try compare(
      [("z", [1]), ("y", [1, 2, 3]), ("a", [5])], [("z", [1]), ("y", [1, 2.5, 3]), ("a", [9])])
    #expect(!result.agrees)
    #expect(result.firstDivergence?.name == "y")
    guard case .measured(let difference)? = result.firstDivergence?.finding else {
      Issue.record("the entry should be measured")
      return
    }
    #expect(difference.max == 0.5)
    #expect(difference.worstIndex == 1)
    #expect(difference.differing == 1)
    #expect(abs(difference.rms - (0.25 / 3).squareRoot()) < 1e-15)
  }

  @Test(arguments: [(0.0, false), (1e-3, false), (1e-2, true)])
  func toleranceIsRelativeToTheLargest(_ tolerance: Double, _ agrees: Bool) throws {
    #expect(
      try compare([("a", [100, 1])], [("a", [100, 1.5])], tolerance: tolerance).agrees == agrees)
  }

  @Test func nanOnOneSideIsInfinitelyFar() throws {
    #expect(try !compare([("a", [1])], [("a", [.nan])], tolerance: 1e300).agrees)
  }

  @Test func missingEntriesCountUnlessIgnored() throws {
    let (all, some): ([Entry], [Entry]) = ([("a", [1]), ("b", [2])], [("b", [2])])
    #expect(try compare(all, some).onlyInFirst == ["a"])
    #expect(try !compare(all, some).agrees)
    #expect(try !compare(some, all).agrees)
    #expect(try compare(all, some, ignoresMissing: true).agrees)
  }

  @Test func anotherOrderOfCallsIsAFault() throws {
    let result = try compare([("a", [1]), ("b", [2])], [("b", [2]), ("a", [1])])
    #expect(result.orderFault?.names == ["a", "b"])
    #expect(!result.agrees)
    #expect(
      try compare([("a", [1]), ("b", [2])], [("b", [2]), ("a", [1])], ordered: false).agrees)
  }

  @Test func shapesMustAgree() throws {
    let result = try compare([("a", [1, 2])], [("a", [1])])
    #expect(result.report(["x", "y"]).text.contains("shape [2] and [1]"))
  }

  @Test func caseIsJudgedByItsLimits() throws {
    let folder = Repository.golden.appending(
      path: "stable-diffusion/StableDiffusionPipeline/plain")
    let item = ConformanceCase(folder: folder)
    #expect(item.id == "stable-diffusion/StableDiffusionPipeline/plain")
    var runner = ReferenceRunner<Float>()
    runner.recordsTranscript = true
    let result = runner.run(try item.request())
    let transcript = RecordedTranscript(try #require(result.transcript))
    let float32 = try item.compare(transcript, in: .float32, ignoresMissing: false)
    #expect(float32.agrees)
    #expect(float32.entries.contains { $0.noise ?? 0 > 0 })
    let float64 = try item.compare(transcript, in: .float64, ignoresMissing: false)
    #expect(!float64.agrees)
  }

  private func picture(_ pixels: [UInt8], mode: Image.Mode = .rgb) -> Image {
    Image(width: pixels.count / mode.bytesPerPixel, height: 1, mode: mode, pixels: pixels)
  }

  @Test func picturesAreComparedByChannel() {
    let result = PictureComparison(
      picture([1, 2, 3, 4, 5, 6, 7, 8, 9]), picture([1, 2, 3, 4, 9, 6, 7, 6, 8]))
    #expect(result.channels.map(\.max) == [0, 4, 1])
    #expect(result.channels.map(\.mean) == [0, 2, 1.0 / 3])
    #expect(result.channels.map(\.differing) == [0, 2, 1])
    #expect(result.differingPixels == 2)
    #expect(!result.agrees)
  }

  @Test func picturesAgreeWithinLevels() {
    let (left, right) = (picture([10, 20, 30]), picture([11, 19, 30]))
    #expect(PictureComparison(left, right, tolerance: 1).agrees)
    #expect(!PictureComparison(left, right).agrees)
  }

  @Test func picturesOfOtherFormatsAreNotCompared() {
    let result = PictureComparison(picture([1, 2, 3]), picture([1, 2, 3, 4], mode: .rgba))
    #expect(result.problem == "A is 1×1 RGB, B is 1×1 RGBA")
    #expect(!result.agrees)
  }

  @Test func pathsAreKnownByTheirContent() throws {
    let folder = try TemporaryFolder()
    let path = folder.url.path(percentEncoded: false)
    #expect(throws: CheckpointError.self) { try ComparedPath(path) }
    #expect(throws: CheckpointError.self) { try ComparedPath("a\u{0}") }
    try folder.write("", "empty")
    #expect(throws: CheckpointError.self) { try ComparedPath(path + "/empty") }
    try folder.write("x", "output.safetensors")
    guard case .tensors = try ComparedPath(path) else {
      Issue.record("a result folder should stand for its tensors")
      return
    }
  }
}
