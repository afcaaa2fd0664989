import Checkpoints
public import Tensors

/// Text-to-image with a latent consistency model, which is told the guidance scale and needs few
/// steps.
///
/// Luo et al., Latent Consistency Models, 2023; diffusers'
/// `pipelines/latent_consistency_models/pipeline_latent_consistency_text2img.py`.
public struct LatentConsistencyModelPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { textRow }
  /// The components by name.
  public let components: PipelineComponents<Scalar>
  /// What upstream's constructor logs as warnings.
  public var warnings: [String] { parts.warnings }
  private let parts: StableDiffusionParts<Scalar>

  /// The pipeline over loaded components.
  public init(_ components: PipelineComponents<Scalar>) throws {
    self.components = components
    parts = try StableDiffusionParts(consistencyModel: components, row: Self.row)
  }

  /// Makes pictures of the call's prompts.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    let run = try PipelineRun(call, row: Self.row)
    let size = parts.size(run)
    try checkInputs(run, size)
    let prompt = try parts.encodePrompt(run, .none(run.arguments))
    var schedule = try DenoisingSchedule(run, parts.scheduler)
    let latents = try parts.noiseLatents(run, size, schedule)
    return try parts.finish(
      run, try parts.consistentLatents(run, &schedule, latents, prompt))
  }

  private func checkInputs(_ run: PipelineRun<Scalar>, _ size: (height: Int, width: Int)) throws {
    let checks = InputChecks(run)
    try checks.size(size.height, size.width, multipleOf: 8)
    try checks.callbacksAndPrompts()
  }
}

private let textRow = PipelineRow.latentConsistency(
  "LatentConsistencyModelPipeline", .textToImage, module: "pipeline_latent_consistency_text2img",
  parameters: [.prompt, .height, .width, .steps(4)])
