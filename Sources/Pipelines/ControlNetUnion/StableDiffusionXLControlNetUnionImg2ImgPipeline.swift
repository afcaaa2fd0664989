public import Tensors

/// Image-to-image with Stable Diffusion XL and union ControlNets.
///
/// diffusers' `pipelines/controlnet/pipeline_controlnet_union_sd_xl_img2img.py`.
public enum StableDiffusionXLControlNetUnionImg2ImgPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXLControl(
    "StableDiffusionXLControlNetUnionImg2ImgPipeline", .imageToImage, .union,
    module: "controlnet.pipeline_controlnet_union_sd_xl_img2img")

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    try StableDiffusionXLControl.pipeline(components, row, .union)
  }
}
