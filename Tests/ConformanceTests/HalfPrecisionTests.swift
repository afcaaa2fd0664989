import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import AutoPipelineConformance

/// Runs in formats of 16 bits are measured by the noise that diffusers has in these formats.
@Suite struct HalfPrecisionTests {
  private static let plain = "stable-diffusion/StableDiffusionPipeline/plain"
  private static let decoded = "vae.decode.0.out.sample"

  private func golden(_ id: String) -> ConformanceCase {
    ConformanceCase(folder: Repository.golden.appending(path: id))
  }

  /// A case whose golden.json has other members.
  private func changed(
    _ id: String, in folder: TemporaryFolder, _ change: (inout JSONObject) -> Void
  ) throws -> ConformanceCase {
    let copy = folder.url.appending(path: id)
    try FileManager.default.createDirectory(
      at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
    let original = golden(id).folder
    try FileManager.default.copyItem(at: original, to: copy)
    let family = copy.deletingLastPathComponent().deletingLastPathComponent()
    try FileManager.default.copyItem(
      at: StoredEntries.sharedFile(of: original.appending(path: "transcript.safetensors")),
      to: family.appending(path: "shared.safetensors"))
    let file = copy.appending(path: "golden.json")
    var members = try #require(try JSONValue.load(contentsOf: file).objectValue)
    change(&members)
    try Data(JSONValue.object(members).serialized().utf8).write(to: file)
    return ConformanceCase(folder: copy)
  }

  /// The verdict on the golden's own numbers, those of `entry` off by `error`.
  private func judge(
    _ item: ConformanceCase, _ entry: String = decoded, off error: Double, in precision: Precision
  ) throws -> CaseReport {
    let expected = try item.golden().transcript(float32: true)
    let transcript = try expected.order.map { name in
      var values = try #require(try expected.values(name))
      switch values {
      case .floats(let floats) where name == entry: values = .floats(floats.map { $0 + error })
      case .integers(let samples) where name == entry:
        values = .integers(samples.map { $0 > 127 ? $0 - Int(error) : $0 + Int(error) })
      default: break
      }
      return (name: name, values: values, shape: expected.shape(name) ?? [])
    }
    let judge = CaseJudge(
      item: item, level: .pipeline, precision: precision, golden: try item.golden(),
      request: try golden(item.id).request(), extent: .full)
    return try judge.judge(.finished(pipelineClass: item.className)) {
      RecordedTranscript(transcript)
    }
  }

  @Test(arguments: [(Precision.float16, 0x1p13), (.bfloat16, 0x1p16)])
  func everyComputedEntryHasNoiseOfTheFormatsSize(_ format: Precision, coarser: Double) throws {
    let golden = try golden(Self.plain).golden()
    let noise = try #require(golden.halfNoise[format])
    #expect(Set(noise.keys) == Set(golden.noise.keys))
    #expect(noise.values.allSatisfy { $0.rms <= $0.max })
    let ratio = golden.noise(Self.decoded, format) / golden.noise(Self.decoded, .float32)
    #expect(ratio > coarser / 8 && ratio < coarser * 8)
  }

  @Test(arguments: [Precision.float16, .bfloat16])
  func theLimitIsEightTimesTheNoise(_ format: Precision) throws {
    let item = golden(Self.plain)
    let noise = try item.golden().noise(Self.decoded, format)
    let within = try judge(item, off: 7.9 * noise, in: format)
    #expect(within.verdict == .halfClass && within.isPassed)
    #expect(within.remarks.isEmpty)
    let beyond = try judge(item, off: 8.1 * noise, in: format)
    #expect(beyond.verdict == .wrong)
    #expect(beyond.divergence?.entry == Self.decoded)
    #expect(try judge(item, off: 7.9 * noise, in: .float32).verdict == .wrong)
  }

  @Test func eightBitSamplesAreJudgedByLevels() throws {
    let item = golden("stable-diffusion/StableDiffusionPipeline/pil")
    let limit = 8 * (try item.golden().noise("images", .bfloat16))
    let level = limit.rounded(.down)
    #expect(try judge(item, "images", off: level, in: .bfloat16).isPassed)
    #expect(try judge(item, "images", off: level + 1, in: .bfloat16).verdict == .wrong)
    #expect(try judge(item, "images", off: level, in: .float32).verdict == .wrong)
  }

  @Test func idsAreEqualInAnyFormat() throws {
    let entry = "tokenizer.encode.0.out.input_ids"
    let report = try judge(golden(Self.plain), entry, off: 1, in: .bfloat16)
    #expect(report.divergence?.entry == entry && report.divergence?.defect == .discrete)
  }

  @Test func withoutMeasurementsTheNoiseIsEstimated() throws {
    let folder = try TemporaryFolder()
    let item = try changed(Self.plain, in: folder) { $0["noise_half"] = nil }
    let golden = try item.golden()
    let float32 = golden.noise(Self.decoded, .float32)
    #expect(golden.noise(Self.decoded, .bfloat16) == float32 * 65536)
    let report = try judge(item, off: 0, in: .bfloat16)
    #expect(report.isPassed)
    #expect(report.remarks.contains { $0.contains("no measured bfloat16 noise") })
  }

  @Test func whatDiffusersDoesNotGetThroughIsNotJudged() throws {
    let folder = try TemporaryFolder()
    let item = try changed(Self.plain, in: folder) {
      $0["noise_half_missing"] = ["float16": "images is not finite"]
    }
    let report = try judge(item, off: 100, in: .float16)
    #expect(report.verdict == .skipped)
    #expect(report.message?.contains("images is not finite") == true)
    #expect(try judge(item, off: 100, in: .bfloat16).verdict == .wrong)
  }

  @Test func limitsLargerThanTheGoldenAreSaid() throws {
    func isSaid(_ id: String) throws -> Bool {
      try judge(golden(id), off: 0, in: .bfloat16).remarks.contains { $0.contains("larger than") }
    }
    #expect(try isSaid("flux/FluxControlPipeline/prompt-embeds"))
    #expect(try !isSaid(Self.plain))
  }

  @Test(arguments: [Precision.float16, .float32])
  func messagesMayNameTheFormatOfATensor(_ precision: Precision) throws {
    let item = golden("chroma/ChromaPipeline/error-prompt-and-embeds")
    let golden = try item.golden()
    let judge = CaseJudge(
      item: item, level: .pipeline, precision: precision, golden: golden,
      request: try item.request(), extent: .full)
    let message = try #require(golden.error).message
    for type in ["float16", "bfloat16"] {
      let printed = message.replacing("]]])", with: "]]], dtype=torch.\(type))")
      let report = try judge.judge(.refused(type: "ValueError", message: printed)) {
        RecordedTranscript([])
      }
      #expect(report.isPassed == (type == precision.rawValue))
    }
  }

  @Test func aFloat64RunThatIsFloat32IsCalledSo() throws {
    let report = try judge(golden(Self.plain), off: 1e-7, in: .float64)
    #expect(report.verdict == .float32Class)
    #expect(!report.isPassed)
    #expect(report.divergence?.entry == Self.decoded)
  }
}
