import Checkpoints
public import Tensors

/// Text-to-image with Stable Diffusion and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_sd.py`.
public struct StableDiffusionPAGPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { pagRow }
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

  /// Makes pictures of the call's prompts.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    let run = try PipelineRun(call, row: Self.row)
    let size = parts.size(run)
    let checks = InputChecks(run)
    try checks.size(size.height, size.width, multipleOf: 8)
    try checks.callbacksAndPrompts()
    return try parts.textToImage(run, size, perturbing: layers)
  }
}

private let pagRow = PipelineRow.stableDiffusion(
  "StableDiffusionPAGPipeline", .textToImage, family: "stable-diffusion-pag",
  module: "pag.pipeline_pag_sd",
  acceptsUnknownArguments: false, perturbsAttention: true,
  parameters: [
    .prompt, .height, .width, .steps(50), .timesteps, .sigmas, .guidance(7.5), .negativePrompt,
    .imagesPerPrompt, .eta, .generator, .latents, .promptEmbeds, .negativePromptEmbeds,
    .ipAdapterImage, .ipAdapterEmbeds, .outputType, .returnDict, .crossAttention, .guidanceRescale,
    .clipSkip, .pagScale, .pagAdaptiveScale,
  ])
