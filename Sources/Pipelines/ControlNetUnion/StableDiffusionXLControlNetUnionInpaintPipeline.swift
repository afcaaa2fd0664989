public import Tensors

/// Inpainting with Stable Diffusion XL and union ControlNets.
///
/// diffusers' `pipelines/controlnet/pipeline_controlnet_union_inpaint_sd_xl.py`.
public enum StableDiffusionXLControlNetUnionInpaintPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXLControl(
    "StableDiffusionXLControlNetUnionInpaintPipeline", .inpainting, .union,
    module: "controlnet.pipeline_controlnet_union_inpaint_sd_xl")

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    try StableDiffusionXLControl.pipeline(components, row, .union)
  }
}
