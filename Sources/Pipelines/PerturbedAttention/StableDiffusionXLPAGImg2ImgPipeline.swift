public import Tensors

/// Image-to-image with Stable Diffusion XL and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_sd_xl_img2img.py`.
public enum StableDiffusionXLPAGImg2ImgPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXL(
    "StableDiffusionXLPAGImg2ImgPipeline", .imageToImage, isPerturbed: true,
    module: "pag.pipeline_pag_sd_xl_img2img")

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    try StableDiffusionXLParts.pipeline(components, row, isPerturbed: true)
  }
}
