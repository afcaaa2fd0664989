import Checkpoints
public import Tensors

/// Image-to-image with a latent consistency model. The scheduler itself deals with the strength.
///
/// diffusers' `pipelines/latent_consistency_models/pipeline_latent_consistency_img2img.py`.
public enum LatentConsistencyModelImg2ImgPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.latentConsistency(
    "LatentConsistencyModelImg2ImgPipeline", .imageToImage,
    module: "pipeline_latent_consistency_img2img",
    parameters: [.prompt, .image, .steps(4), .strength(0.8)])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try StableDiffusionParts<Scalar>(consistencyModel: components, row: row)
    return DiffusionPipeline(components, row, warnings: parts.warnings) { run in
      let checks = InputChecks(run)
      try checks.strength()
      try checks.callbacksAndPrompts()
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
  }
}
