public import Tensors

/// Image-to-image with Stable Diffusion XL, ControlNets and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_controlnet_sd_xl_img2img.py`.
public enum StableDiffusionXLControlNetPAGImg2ImgPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXLControl(
    "StableDiffusionXLControlNetPAGImg2ImgPipeline", .imageToImage, .perturbed,
    module: "pag.pipeline_pag_controlnet_sd_xl_img2img")

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    try StableDiffusionXLControl.pipeline(components, row, .perturbed)
  }
}
