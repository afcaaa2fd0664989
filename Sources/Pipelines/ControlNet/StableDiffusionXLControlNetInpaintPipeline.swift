public import Tensors

/// Inpainting with Stable Diffusion XL and ControlNets.
///
/// diffusers' `pipelines/controlnet/pipeline_controlnet_inpaint_sd_xl.py`.
public enum StableDiffusionXLControlNetInpaintPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXLControl(
    "StableDiffusionXLControlNetInpaintPipeline", .inpainting, .plain,
    module: "controlnet.pipeline_controlnet_inpaint_sd_xl")

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    try StableDiffusionXLControl.pipeline(components, row, .plain)
  }
}
