import Foundation
import Images
import Tensors
import TestSupport
import Testing
import TorchRandom

@testable import Pipelines

/// Callbacks on step end: what a class offers is shown, and what they change takes effect.
@Suite struct CallbackTests {
  struct Row: CustomTestStringConvertible {
    let className: String
    let checkpoint: String
    /// The folder of a ControlNet that is passed.
    var controlNet: String?
    /// What the steps do not look at again, in diffusers either.
    var inert: [String] = ["negative_prompt_embeds"]

    var testDescription: String { "\(className) of \(checkpoint)" }
  }

  static let rows = [
    Row(className: "StableDiffusionPipeline", checkpoint: "stable-diffusion"),
    Row(className: "StableDiffusionImg2ImgPipeline", checkpoint: "stable-diffusion"),
    Row(
      className: "StableDiffusionInpaintPipeline", checkpoint: "stable-diffusion",
      inert: ["negative_prompt_embeds", "masked_image_latents"]),
    Row(className: "StableDiffusionInpaintPipeline", checkpoint: "stable-diffusion-inpainting"),
    Row(className: "StableDiffusionXLPipeline", checkpoint: "stable-diffusion-xl"),
    Row(className: "StableDiffusionXLImg2ImgPipeline", checkpoint: "stable-diffusion-xl-refiner"),
    Row(
      className: "StableDiffusionXLInpaintPipeline", checkpoint: "stable-diffusion-xl-inpainting"),
    Row(
      className: "StableDiffusionControlNetPipeline", checkpoint: "stable-diffusion",
      controlNet: "controlnet"),
    Row(
      className: "StableDiffusionControlNetImg2ImgPipeline", checkpoint: "stable-diffusion",
      controlNet: "controlnet"),
    Row(
      className: "StableDiffusionControlNetInpaintPipeline", checkpoint: "stable-diffusion",
      controlNet: "controlnet",
      inert: ["negative_prompt_embeds", "mask", "masked_image_latents"]),
    Row(
      className: "StableDiffusionXLControlNetPipeline", checkpoint: "stable-diffusion-xl",
      controlNet: "controlnet-xl", inert: negatives + ["negative_add_time_ids"]),
    Row(
      className: "StableDiffusionXLControlNetImg2ImgPipeline", checkpoint: "stable-diffusion-xl",
      controlNet: "controlnet-xl", inert: negatives + ["add_neg_time_ids"]),
    Row(
      className: "StableDiffusionXLControlNetInpaintPipeline", checkpoint: "stable-diffusion-xl",
      controlNet: "controlnet-xl",
      inert: negatives + [
        "add_neg_time_ids", "add_text_embeds", "add_time_ids", "mask", "masked_image_latents",
      ]),
    Row(
      className: "StableDiffusionXLPAGPipeline", checkpoint: "stable-diffusion-xl",
      inert: negatives + ["negative_add_time_ids"]),
    Row(
      className: "StableDiffusionXLControlNetUnionPipeline", checkpoint: "stable-diffusion-xl",
      controlNet: "controlnet-xl-union"),
    Row(
      className: "StableDiffusionXLControlNetUnionImg2ImgPipeline",
      checkpoint: "stable-diffusion-xl", controlNet: "controlnet-xl-union"),
    Row(
      className: "StableDiffusionXLControlNetUnionInpaintPipeline",
      checkpoint: "stable-diffusion-xl", controlNet: "controlnet-xl-union",
      inert: ["add_text_embeds", "add_time_ids", "mask", "masked_image_latents"]),
    Row(className: "LatentConsistencyModelPipeline", checkpoint: "latent-consistency"),
    Row(className: "LatentConsistencyModelImg2ImgPipeline", checkpoint: "latent-consistency"),
    Row(className: "FluxPipeline", checkpoint: "flux"),
    Row(className: "FluxImg2ImgPipeline", checkpoint: "flux"),
    Row(className: "FluxInpaintPipeline", checkpoint: "flux"),
    Row(className: "FluxControlInpaintPipeline", checkpoint: "flux-control"),
    Row(className: "FluxKontextPipeline", checkpoint: "flux-kontext"),
    Row(className: "ChromaPipeline", checkpoint: "chroma"),
    Row(className: "FluxControlNetPipeline", checkpoint: "flux-with-controlnet"),
    Row(className: "FluxControlNetImg2ImgPipeline", checkpoint: "flux-with-controlnet"),
    Row(
      className: "FluxControlNetInpaintPipeline", checkpoint: "flux-with-controlnet",
      inert: ["masked_image_latents"]),
  ]
  private static let negatives = ["negative_prompt_embeds", "negative_pooled_prompt_embeds"]
  private static let cache = ComponentCache<Float>()

  private func result(
    _ row: Row, asking names: [String] = ["latents"],
    _ onStepEnd: ((inout StepEnd<Float>) throws -> Void)? = nil
  ) throws -> Tensor<Float> {
    var loader = try CheckpointLoader<Float>(
      Repository.fixtures.appending(path: "checkpoints/\(row.checkpoint)"))
    loader.cache = Self.cache
    if let controlNet = row.controlNet {
      loader.overrides["controlnet"] = .folder(
        Repository.fixtures.appending(path: "checkpoints/\(controlNet)"))
    }
    let known = try #require(PipelineRegistry.row(row.className))
    let pipeline = try PipelineRegistry.make(row.className, loader.components(for: known))
    var call = PipelineCall<Float>([
      "prompt": "a red fox", "num_inference_steps": 4, "height": 16, "width": 24,
      "generator": .generator(TorchGenerator(seed: 1)), "output_type": "latent",
      "callback_on_step_end_tensor_inputs": .list(names.map { .string($0) }),
    ])
    let inputs = Repository.fixtures.appending(path: "inputs")
    let pictures = [
      "image": "scene-small", "mask_image": "mask-small", "control_image": "scene-2",
    ]
    for parameter in known.parameters {
      guard let file = pictures[parameter.name] else { continue }
      call.arguments[parameter.name] = .image(
        try Image(contentsOf: inputs.appending(path: "\(file).png")))
    }
    if known.parameters.contains(where: { $0.name == "strength" }) {
      call.arguments["strength"] = 0.75
    }
    if known.parameters.contains(where: { $0.name == "control_mode" }) {
      call.arguments["control_mode"] = 2
    }
    if known.parameters.contains(where: { $0.name == "max_area" }) {
      call.arguments["max_area"] = 384
      call.arguments["_auto_resize"] = false
    }
    if known.parameters.contains(where: { $0.name == "max_sequence_length" }) {
      call.arguments["max_sequence_length"] = 12
    }
    call.onStepEnd = onStepEnd
    guard case .tensor(let latents) = try pipeline(call).images else {
      throw UnsupportedError("the result should be latents")
    }
    return latents
  }

  @Test(arguments: rows)
  func changesTakeEffect(_ row: Row) throws {
    let plain = try result(row)
    let offered = try #require(PipelineRegistry.row(row.className)).callbackTensors
    for name in offered {
      let changed = try result(row, asking: [name]) { event in
        // A union model's pictures are a list.
        #expect(event.tensors.keys.map { $0.replacing(".0", with: "") } == [name])
        event.tensors = event.tensors.mapValues { $0 * 1.5 }
      }
      let difference = (changed - plain).maxAbs()
      #expect((difference == 0) == row.inert.contains(name), "\(name) moves by \(difference)")
    }
  }

  @Test(arguments: rows)
  func interruptionEndsTheLoop(_ row: Row) throws {
    var steps: [Int] = []
    _ = try result(row) { event in
      steps.append(event.step)
      event.interrupts = event.step == 1
    }
    #expect(steps == [0, 1])
  }
}
