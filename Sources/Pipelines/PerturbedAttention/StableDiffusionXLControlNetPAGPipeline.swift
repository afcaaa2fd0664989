public import Tensors

/// Text-to-image with Stable Diffusion XL, ControlNets and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_controlnet_sd_xl.py`.
public enum StableDiffusionXLControlNetPAGPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXLControl(
    "StableDiffusionXLControlNetPAGPipeline", .textToImage, .perturbed,
    module: "pag.pipeline_pag_controlnet_sd_xl")

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    try StableDiffusionXLControl.pipeline(components, row, .perturbed)
  }
}
