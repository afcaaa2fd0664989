import Checkpoints
import Images
import Schedulers
public import Tensors

/// Inpainting with Stable Diffusion: with a U-Net of 9 channels, which sees the mask and the masked
/// picture, or one of 4, whose latents outside the mask are put back after every step.
///
/// diffusers' `pipelines/stable_diffusion/pipeline_stable_diffusion_inpaint.py`.
public struct StableDiffusionInpaintPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { inpaintRow }
  /// The components by name.
  public let components: PipelineComponents<Scalar>
  /// What upstream's constructor logs as warnings.
  public var warnings: [String] { parts.warnings }
  private let parts: StableDiffusionParts<Scalar>

  /// The pipeline over loaded components.
  public init(_ components: PipelineComponents<Scalar>) throws {
    self.components = components
    parts = try StableDiffusionParts(
      components, row: Self.row, schedulerChanges: ["steps_offset": 1, "skip_prk_steps": true])
  }

  /// Fills the masked part of the call's picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    let run = try PipelineRun(call, row: Self.row)
    let size = parts.size(run)
    try checkInputs(run, size)
    return try parts.inpainting(run, size)
  }

  private func checkInputs(_ run: PipelineRun<Scalar>, _ size: (height: Int, width: Int)) throws {
    let checks = InputChecks(run)
    try checks.strength()
    try checks.size(size.height, size.width, multipleOf: parts.scaleFactor)
    try checks.callbacksAndPrompts()
    try checks.paddingMaskCrop()
  }
}

private let inpaintRow = PipelineRow.stableDiffusion(
  "StableDiffusionInpaintPipeline", .inpainting,
  module: "stable_diffusion.pipeline_stable_diffusion_inpaint",
  parameters: [
    .prompt, .image, .maskImage,
    .maskedImageLatents, .height, .width,
    .paddingMaskCrop, .strength(1), .steps(50), .timesteps, .sigmas,
    .guidance(7.5), .negativePrompt, .imagesPerPrompt, .eta, .generator, .latents, .promptEmbeds,
    .negativePromptEmbeds, .ipAdapterImage, .ipAdapterEmbeds, .outputType, .returnDict,
    .crossAttention, .clipSkip,
  ],
  callbackTensors: [
    "latents", "prompt_embeds", "negative_prompt_embeds", "mask", "masked_image_latents",
  ])
