import Checkpoints
import Schedulers
public import Tensors

/// Image-to-image with Stable Diffusion: the schedule is entered at `strength` with the noised
/// latents of a picture.
///
/// Meng et al., SDEdit, 2022; diffusers'
/// `pipelines/stable_diffusion/pipeline_stable_diffusion_img2img.py`.
public enum StableDiffusionImg2ImgPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion(
    "StableDiffusionImg2ImgPipeline", .imageToImage,
    module: "stable_diffusion.pipeline_stable_diffusion_img2img",
    parameters: [
      .prompt, .image, .strength(0.8), .steps(50), .timesteps, .sigmas,
    ] + .stableDiffusionPrompts(latents: false))

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try StableDiffusionParts<Scalar>(
      components, row: row, schedulerChanges: StableDiffusionParts<Scalar>.schedulerChanges)
    return DiffusionPipeline(components, row, warnings: parts.warnings) { run in
      let checks = InputChecks(run)
      try checks.strength()
      try checks.callbacksAndPrompts()
      return try parts.imageToImage(run)
    }
  }
}
