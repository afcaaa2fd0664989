import Checkpoints
public import Tensors

/// Text-to-image with Stable Diffusion 1.x and 2.x.
///
/// Rombach et al., High-Resolution Image Synthesis with Latent Diffusion Models, 2022;
/// diffusers' `pipelines/stable_diffusion/pipeline_stable_diffusion.py`.
public enum StableDiffusionPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion(
    "StableDiffusionPipeline", .textToImage, module: "stable_diffusion.pipeline_stable_diffusion",
    parameters: [
      .prompt, .height, .width, .steps(50), .timesteps, .sigmas,
    ] + .stableDiffusionPrompts([.guidanceRescale]))

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try StableDiffusionParts<Scalar>(
      components, row: row, schedulerChanges: StableDiffusionParts<Scalar>.schedulerChanges)
    return DiffusionPipeline(components, row, warnings: parts.warnings) { run in
      let size = run.wholeSize ?? parts.defaultSize()
      let checks = InputChecks(run)
      try checks.size(size.height, size.width, multipleOf: 8)
      try checks.callbacksAndPrompts()
      return try parts.textToImage(run, size)
    }
  }
}
