import Checkpoints
public import Tensors

/// Text-to-image with Stable Diffusion 1.x and 2.x.
///
/// Rombach et al., High-Resolution Image Synthesis with Latent Diffusion Models, 2022;
/// diffusers' `pipelines/stable_diffusion/pipeline_stable_diffusion.py`.
public struct StableDiffusionPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { stableDiffusionRow }
  /// The components by name.
  public let components: PipelineComponents<Scalar>
  /// What upstream's constructor logs as warnings.
  public var warnings: [String] { parts.warnings }
  private let parts: StableDiffusionParts<Scalar>

  /// The pipeline over loaded components.
  public init(_ components: PipelineComponents<Scalar>) throws {
    self.components = components
    parts = try StableDiffusionParts(
      components, row: Self.row, schedulerChanges: ["steps_offset": 1, "clip_sample": false])
  }

  /// Makes pictures of the call's prompts.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    let run = try PipelineRun(call, row: Self.row)
    let size = size(run)
    try checkInputs(run, size)
    return try parts.textToImage(run, size)
  }

  /// The call's size, or the default as a whole if either side is missing.
  private func size(_ run: PipelineRun<Scalar>) -> (height: Int, width: Int) {
    let height = run.arguments.int("height") ?? 0
    let width = run.arguments.int("width") ?? 0
    return height == 0 || width == 0 ? parts.defaultSize() : (height, width)
  }

  private func checkInputs(_ run: PipelineRun<Scalar>, _ size: (height: Int, width: Int)) throws {
    let checks = InputChecks(run)
    try checks.size(size.height, size.width, multipleOf: 8)
    try checks.callbacksAndPrompts()
  }
}

private let stableDiffusionRow = PipelineRow.stableDiffusion(
  "StableDiffusionPipeline", .textToImage, module: "stable_diffusion.pipeline_stable_diffusion",
  parameters: [
    .prompt, .height, .width, .steps(50), .timesteps, .sigmas, .guidance(7.5), .negativePrompt,
    .imagesPerPrompt, .eta, .generator, .latents, .promptEmbeds, .negativePromptEmbeds,
    .ipAdapterImage, .ipAdapterEmbeds, .outputType, .returnDict, .crossAttention,
    .guidanceRescale, .clipSkip,
  ])
