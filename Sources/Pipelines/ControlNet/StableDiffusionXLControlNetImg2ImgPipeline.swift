public import Tensors

/// Image-to-image with Stable Diffusion XL and ControlNets.
///
/// diffusers' `pipelines/controlnet/pipeline_controlnet_sd_xl_img2img.py`.
public enum StableDiffusionXLControlNetImg2ImgPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXLControl(
    "StableDiffusionXLControlNetImg2ImgPipeline", .imageToImage, .plain,
    module: "controlnet.pipeline_controlnet_sd_xl_img2img")

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    try StableDiffusionXLControl.pipeline(components, row, .plain)
  }
}
