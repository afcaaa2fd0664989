public import Tensors

/// Image-to-image with Stable Diffusion 3 and perturbed-attention guidance. Latents given as a picture
/// are resized like one.
///
/// diffusers' `pipelines/pag/pipeline_pag_sd_3_img2img.py`.
public enum StableDiffusion3PAGImg2ImgPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion3(
    "StableDiffusion3PAGImg2ImgPipeline", .imageToImage, module: "pag.pipeline_pag_sd_3_img2img",
    perturbsAttention: true,
    parameters: .stableDiffusion3Prompts + [
      .height, .width, .image, .strength(0.6), .steps(50), .sigmas, .guidance(7),
    ])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try StableDiffusion3Parts(components)
    let layers = try components.perturbedLayers(default: "blocks.1")
    return DiffusionPipeline(components, row) { run in
      try parts.editPicture(run, perturbing: layers)
    }
  }
}
