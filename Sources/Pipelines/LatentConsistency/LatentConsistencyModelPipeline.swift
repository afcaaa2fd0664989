import Checkpoints
public import Tensors

/// Text-to-image with a latent consistency model, which is told the guidance scale and needs few
/// steps.
///
/// Luo et al., Latent Consistency Models, 2023; diffusers'
/// `pipelines/latent_consistency_models/pipeline_latent_consistency_text2img.py`.
public enum LatentConsistencyModelPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.latentConsistency(
    "LatentConsistencyModelPipeline", .textToImage, module: "pipeline_latent_consistency_text2img",
    parameters: [.prompt, .height, .width, .steps(4)])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try StableDiffusionParts<Scalar>(consistencyModel: components, row: row)
    return DiffusionPipeline(components, row, warnings: parts.warnings) { run in
      let size = parts.size(run)
      let checks = InputChecks(run)
      try checks.size(size.height, size.width, multipleOf: 8)
      try checks.callbacksAndPrompts()
      let prompt = try parts.encodePrompt(run, .none(run.arguments))
      var schedule = try DenoisingSchedule(run, parts.scheduler)
      let latents = try parts.noiseLatents(run, size, schedule)
      return try parts.finish(
        run, try parts.consistentLatents(run, &schedule, latents, prompt))
    }
  }
}
