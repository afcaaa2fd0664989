import Checkpoints
public import Tensors

/// Image-to-image with Stable Diffusion and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_sd_img2img.py`.
public enum StableDiffusionPAGImg2ImgPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion(
    "StableDiffusionPAGImg2ImgPipeline", .imageToImage, family: "stable-diffusion-pag",
    module: "pag.pipeline_pag_sd_img2img",
    acceptsUnknownArguments: false, perturbsAttention: true,
    parameters: [
      .prompt, .image, .strength(0.8), .steps(50), .timesteps, .sigmas,
    ] + .stableDiffusionPrompts(latents: false, isPerturbed: true))

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    try StableDiffusionParts.perturbed(components, row) { parts, layers, run in
      let checks = InputChecks(run)
      try checks.strength()
      try checks.callbacksAndPrompts()
      return try parts.imageToImage(run, perturbing: layers)
    }
  }
}
