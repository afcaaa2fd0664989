import AutoPipeline
import Checkpoints
import Foundation
import Pipelines
import Tensors
import TestSupport
import Testing

@testable import AutoPipelineConformance

/// Components by themselves: which calls there are, with which arguments.
@Suite struct ComponentLevelTests {
  private static let classes: Set = [
    "AsymmetricAutoencoderKL", "AutoencoderKL", "AutoencoderTiny", "CLIPTextModel",
    "CLIPTextModelWithProjection", "ChromaTransformer2DModel", "ControlNetModel",
    "ControlNetUnionModel", "FluxControlNetModel", "FluxMultiControlNetModel",
    "FluxTransformer2DModel", "MultiControlNetModel", "MultiControlNetUnionModel",
    "SD3ControlNetModel", "SD3MultiControlNetModel", "SD3Transformer2DModel",
    "StableDiffusionSafetyChecker", "T5EncoderModel", "UNet2DConditionModel",
  ]

  /// Whole levels are run by `check`; here the first and last call of each class.
  @Test func theReferenceAnswersEveryClass() throws {
    var selection = SuitePlan.Selection()
    selection.levels = [.components]
    let plan = try SuitePlan(
      checkout: Repository.root, for: Implementation.reference.get(), selection)
    let groups = Dictionary(grouping: plan.checks) { $0.blank.className }
    #expect(Self.classes.isSubset(of: groups.keys))
    let folder = try TemporaryFolder()
    let reference = ReferenceAsking()
    for (name, checks) in groups.sorted(by: { $0.key < $1.key }) {
      for (index, check) in [checks.first, checks.last].compactMap(\.self).enumerated() {
        let report = try check.judge(reference, in: folder.url.appending(path: "\(name)-\(index)"))
        #expect(report.isPassed, "\(report)")
        #expect(report.entryCount > 0)
      }
    }
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let className: String
    let count: Int?
    let call: JSONObject
    let arguments: JSONObject

    init(
      _ name: String, _ className: String = "ControlNetModel", count: Int? = nil,
      of call: JSONObject, gives arguments: JSONObject
    ) {
      testDescription = name
      self.className = className
      self.count = count
      self.call = call
      self.arguments = arguments
    }
  }

  static let rows = [
    Row("the pipeline's default", of: [:], gives: ["conditioning_scale": 0.5]),
    Row(
      "one scale", of: ["controlnet_conditioning_scale": 0.7], gives: ["conditioning_scale": 0.7]),
    Row(
      "the first of a list", of: ["controlnet_conditioning_scale": [0.7, 0.2]],
      gives: ["conditioning_scale": 0.7]),
    Row(
      "a late start", of: ["controlnet_conditioning_scale": 0.7, "control_guidance_start": 0.1],
      gives: ["conditioning_scale": 0.0]),
    Row(
      "an end in the first step", of: ["control_guidance_end": 0.2],
      gives: ["conditioning_scale": 0.0]
    ),
    Row(
      "an end after it", of: ["control_guidance_end": 0.25], gives: ["conditioning_scale": 0.5]),
    Row(
      "guess mode", of: ["controlnet_conditioning_scale": 1, "guess_mode": true],
      gives: ["conditioning_scale": 1.0, "guess_mode": true]),
    Row(
      "two models, one scale", "MultiControlNetModel", count: 2,
      of: ["controlnet_conditioning_scale": 0.7], gives: ["conditioning_scale": [0.7, 0.7]]),
    Row(
      "two models, one of which starts late", "SD3MultiControlNetModel", count: 2,
      of: ["controlnet_conditioning_scale": [0.7, 0.9], "control_guidance_start": [0.0, 0.3]],
      gives: ["conditioning_scale": [0.7, 0.0]]),
    Row(
      "two kinds of pictures", "ControlNetUnionModel",
      of: ["controlnet_conditioning_scale": 0.7, "control_mode": [0, 3]],
      gives: ["conditioning_scale": [0.7, 0.7], "control_type_idx": [0, 3]]),
    Row(
      "one kind", "ControlNetUnionModel",
      of: ["controlnet_conditioning_scale": 0.7, "control_mode": 2],
      gives: ["conditioning_scale": [0.7], "control_type_idx": [2]]),
    Row(
      "two union models", "MultiControlNetUnionModel", count: 2,
      of: ["controlnet_conditioning_scale": [0.7, 0.9], "control_mode": [0, 6]],
      gives: ["conditioning_scale": [0.7, 0.9], "control_type_idx": [[0], [6]]]),
  ]

  @Test(arguments: rows) func argumentsOfControlNets(_ row: Row) {
    let arguments = ControlNetArguments(
      call: row.call,
      defaults: [Parameter("controlnet_conditioning_scale", .scales, default: 0.5)],
      className: row.className, count: row.count, stepCount: 4)
    #expect(arguments.arguments == row.arguments)
  }

  /// Cases and what they hand over as the time; nil for the golden's own.
  static let times: [(String, Precision, Float?)] = [
    ("flux/FluxKontextPipeline/sigmas", .float16, 0.96728516),
    ("flux/FluxKontextPipeline/sigmas", .bfloat16, 0.96875),
    ("flux/FluxKontextPipeline/sigmas", .float32, nil),
    ("stable-diffusion-3/StableDiffusion3InpaintPipeline/dynamic-shifting", .bfloat16, nil),
    ("stable-diffusion-xl/StableDiffusionXLPipeline/sigmas", .bfloat16, nil),
  ]

  /// 967.53 is 967.5 in float16, a thousandth of it 0.96729; the model multiplies that by 1000 and
  /// has 967.5 again. From 0.96753 itself it would have 968.
  @Test(arguments: times)
  func timesComeAsPipelinesHandThemOver(place: String, _ format: Precision, _ time: Float?) throws {
    let item = ConformanceCase(folder: Repository.golden.appending(path: place))
    let golden = try item.golden().transcript(float32: true)
    let calls = try ComponentCalls.all(of: item.request(), item.golden())
    let call = try #require(calls.first { ["transformer", "unet"].contains($0.component) })
    let folder = try TemporaryFolder()
    let url = folder.url.appending(path: "inputs.safetensors")
    try call.inputs(of: golden, format).write(to: url)
    let handed: Tensor<Float> = try SafetensorsFile(contentsOf: url).tensor("timestep")
    guard case .floats(let own)? = try golden.values(call.prefix + "in.timestep") else {
      Issue.record("the golden has no time")
      return
    }
    #expect(handed.values == own.map { time ?? Float($0) })
  }

  @Test func severalModelsAreSentAsFolders() throws {
    let place = "flux-controlnet/FluxControlNetPipeline/two-nets"
    let item = ConformanceCase(folder: Repository.golden.appending(path: place))
    let calls = try ComponentCalls.all(of: item.request(), item.golden())
    let net = try #require(calls.first { $0.component == "controlnet" })
    #expect(net.className == "FluxMultiControlNetModel")
    guard case .folders(let folders) = net.origin else {
      Issue.record("two models have two folders")
      return
    }
    #expect(folders.count == 2)
    #expect(try net.folder() == nil)
  }
}
