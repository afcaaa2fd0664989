public import Tensors

/// Text-to-image with Stable Diffusion XL and ControlNets.
///
/// diffusers' `pipelines/controlnet/pipeline_controlnet_sd_xl.py`.
public enum StableDiffusionXLControlNetPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXLControl(
    "StableDiffusionXLControlNetPipeline", .textToImage, .plain,
    module: "controlnet.pipeline_controlnet_sd_xl")

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    try StableDiffusionXLControl.pipeline(components, row, .plain)
  }
}
