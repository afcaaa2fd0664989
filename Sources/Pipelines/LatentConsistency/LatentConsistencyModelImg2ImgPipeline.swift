import Checkpoints
public import Tensors

/// Image-to-image with a latent consistency model. The scheduler itself deals with the strength.
///
/// diffusers' `pipelines/latent_consistency_models/pipeline_latent_consistency_img2img.py`.
public struct LatentConsistencyModelImg2ImgPipeline<Scalar: TensorScalar>: DiffusionPipeline {
  /// What the reference knows of the class.
  public static var row: PipelineRow { img2imgRow }
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

  /// Makes pictures of the call's prompts that resemble its picture.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    let run = try PipelineRun(call, row: Self.row)
    try checkInputs(run)
    let prompt = try parts.encodePrompt(run, .none(run.arguments))
    let image = try parts.imageProcessor.preprocess(
      run.arguments.imageInput("image"), warn: run.warn)
    var schedule = try DenoisingSchedule(
      run, parts.scheduler, strength: run.arguments.double("strength"))
    let latents =
      try run.arguments.tensor("latents")
      ?? PictureLatents(run: run, parts: parts).latents(
        of: image, schedule, at: schedule.firstTimestep(count: 1))
    return try parts.finish(
      run, try parts.consistentLatents(run, &schedule, latents, prompt))
  }

  private func checkInputs(_ run: PipelineRun<Scalar>) throws {
    let checks = InputChecks(run)
    try checks.strength()
    try checks.callbacksAndPrompts()
  }
}

private let img2imgRow = PipelineRow.latentConsistency(
  "LatentConsistencyModelImg2ImgPipeline", .imageToImage,
  module: "pipeline_latent_consistency_img2img",
  parameters: [.prompt, .image, .steps(4), .strength(0.8)])
