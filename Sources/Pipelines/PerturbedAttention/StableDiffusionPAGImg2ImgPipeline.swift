import Checkpoints
public import Tensors

/// Image-to-image with Stable Diffusion and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_sd_img2img.py`.
public struct StableDiffusionPAGImg2ImgPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { pagImg2ImgRow }
  /// The components by name.
  public let components: PipelineComponents<Scalar>
  /// What upstream's constructor logs as warnings.
  public var warnings: [String] { parts.warnings }
  private let parts: StableDiffusionParts<Scalar>
  private let layers: [String]

  /// The pipeline over loaded components.
  public init(_ components: PipelineComponents<Scalar>) throws {
    self.components = components
    parts = try StableDiffusionParts(
      components, row: Self.row, schedulerChanges: ["steps_offset": 1, "clip_sample": false])
    layers = try components.perturbedLayers()
  }

  /// Makes pictures of the call's prompts that resemble its picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    let run = try PipelineRun(call, row: Self.row)
    let checks = InputChecks(run)
    try checks.strength()
    try checks.callbacksAndPrompts()
    return try parts.imageToImage(run, perturbing: layers)
  }
}

private let pagImg2ImgRow = PipelineRow.stableDiffusion(
  "StableDiffusionPAGImg2ImgPipeline", .imageToImage, family: "stable-diffusion-pag",
  module: "pag.pipeline_pag_sd_img2img",
  acceptsUnknownArguments: false, perturbsAttention: true,
  parameters: [
    .prompt, .image, .strength(0.8), .steps(50), .timesteps, .sigmas, .guidance(7.5),
    .negativePrompt, .imagesPerPrompt, .eta, .generator, .promptEmbeds, .negativePromptEmbeds,
    .ipAdapterImage, .ipAdapterEmbeds, .outputType, .returnDict, .crossAttention, .clipSkip,
    .pagScale, .pagAdaptiveScale,
  ])
