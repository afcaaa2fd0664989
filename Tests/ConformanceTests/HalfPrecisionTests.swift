import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import AutoPipelineConformance

/// Runs in formats of 16 bits are measured by the noise of these formats.
@Suite struct HalfPrecisionTests {
  private static let plain = Repository.golden.appending(
    path: "stable-diffusion/StableDiffusionPipeline/plain")
  private static let entry = "vae.decode.0.out.sample"

  /// The case with measured float16 noise of one entry.
  private func measured(_ folder: TemporaryFolder) throws -> ConformanceCase {
    let copy = folder.url.appending(path: "stable-diffusion/StableDiffusionPipeline/plain")
    try FileManager.default.createDirectory(
      at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: Self.plain, to: copy)
    try FileManager.default.copyItem(
      at: StoredEntries.sharedFile(of: Self.plain.appending(path: "transcript.safetensors")),
      to: folder.url.appending(path: "stable-diffusion/shared.safetensors"))
    let file = copy.appending(path: "golden.json")
    var golden = try #require(try JSONValue.load(contentsOf: file).objectValue)
    golden["noise_half"] = .object([Self.entry: ["float16": ["max": 0.25, "rms": 0.1]]])
    try Data(JSONValue.object(golden).serialized().utf8).write(to: file)
    return ConformanceCase(folder: copy)
  }

  @Test func noiseIsReadOrEstimated() throws {
    let folder = try TemporaryFolder()
    let golden = try measured(folder).golden()
    #expect(golden.hasNoise(.float16))
    #expect(!golden.hasNoise(.bfloat16))
    #expect(golden.noise(Self.entry, .float16) == 0.25)
    let float32 = golden.noise(Self.entry, .float32)
    #expect(golden.noise(Self.entry, .bfloat16) == float32 * 65536)
    #expect(golden.noise(Self.entry, .float64) == float32)
  }

  /// The verdict on a run whose decoded pictures are off by `error`.
  private func judge(
    _ item: ConformanceCase, off error: Double, in precision: Precision
  ) throws -> CaseReport {
    let golden = try item.golden()
    let expected = try golden.transcript(float32: true)
    let changed = try expected.order.map { name in
      var values = try #require(try expected.values(name))
      if name == Self.entry, case .floats(let floats) = values {
        values = .floats(floats.map { $0 + error })
      }
      return (name: name, values: values, shape: expected.shape(name) ?? [])
    }
    let judge = CaseJudge(
      item: item, level: .pipeline, precision: precision, golden: golden,
      request: try ConformanceCase(folder: Self.plain).request(), extent: .full)
    return try judge.judge(.finished(pipelineClass: "StableDiffusionPipeline")) {
      RecordedTranscript(changed)
    }
  }

  @Test func limitsAreThoseOfTheFormat() throws {
    let folder = try TemporaryFolder()
    let item = try measured(folder)
    let within = try judge(item, off: 1.9, in: .float16)
    #expect(within.verdict == .halfClass && within.isPassed)
    #expect(within.remarks.isEmpty)
    #expect(try judge(item, off: 2.1, in: .float16).verdict == .wrong)
    #expect(try judge(item, off: 1.9, in: .float32).verdict == .wrong)
    let estimated = try judge(item, off: 0, in: .bfloat16)
    #expect(estimated.isPassed)
    #expect(estimated.remarks.contains { $0.contains("no measured bfloat16 noise") })
  }

  @Test func aFloat64RunThatIsFloat32IsCalledSo() throws {
    let report = try judge(ConformanceCase(folder: Self.plain), off: 1e-7, in: .float64)
    #expect(report.verdict == .float32Class)
    #expect(!report.isPassed)
    #expect(report.divergence?.entry == Self.entry)
  }
}
