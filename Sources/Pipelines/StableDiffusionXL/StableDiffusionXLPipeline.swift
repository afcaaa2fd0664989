public import Tensors

/// Text-to-image with Stable Diffusion XL.
///
/// Podell et al., SDXL: Improving Latent Diffusion Models for High-Resolution Image Synthesis, 2023;
/// diffusers' `pipelines/stable_diffusion_xl/pipeline_stable_diffusion_xl.py`.
public struct StableDiffusionXLPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { textRow }
  /// The components by name.
  public let components: PipelineComponents<Scalar>
  /// Upstream's constructor warns of nothing.
  public var warnings: [String] { [] }
  private let parts: StableDiffusionXLParts<Scalar>

  /// The pipeline over loaded components.
  public init(_ components: PipelineComponents<Scalar>) throws {
    self.components = components
    parts = try StableDiffusionXLParts(components)
  }

  /// Makes pictures of the call's prompts.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    let run = try PipelineRun(call, row: Self.row)
    let size = parts.size(run)
    try checkInputs(run, size)
    let guidance = parts.guidance(run)
    let prompt = try parts.encodePrompt(run, guidance)
    var schedule = try DenoisingSchedule(run, parts.scheduler)
    let latents = try parts.noiseLatents(run, size, schedule)
    let ids = try parts.sizes(run, prompt, size).making(batch: parts.batchSize(run), guidance)
    try schedule.endEnsemble()
    let last = try run.denoise(
      &schedule, parts.loopTensors(latents, prompt, timeIds: ids, guidance),
      predict: try parts.denoiser(run, guidance).predict)
    return try parts.finish(run, last.latents)
  }

  private func checkInputs(_ run: PipelineRun<Scalar>, _ size: (height: Int, width: Int)) throws {
    let checks = InputChecks(run)
    try checks.size(size.height, size.width, multipleOf: 8)
    try checks.callbacksAndPrompts(["", "_2"])
    try checks.pooledEmbeddings()
  }
}

private let textRow = PipelineRow.stableDiffusionXL(
  "StableDiffusionXLPipeline", .textToImage, module: "pipeline_stable_diffusion_xl",
  parameters: [.prompt, .prompt2, .height, .width, .steps(50), .timesteps, .sigmas]
    + .stableDiffusionXLPrompts(guidance: 5))
