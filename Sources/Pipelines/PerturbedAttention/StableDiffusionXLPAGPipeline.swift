public import Tensors

/// Text-to-image with Stable Diffusion XL and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_sd_xl.py`.
public enum StableDiffusionXLPAGPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXL(
    "StableDiffusionXLPAGPipeline", .textToImage, isPerturbed: true,
    module: "pag.pipeline_pag_sd_xl")

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    try StableDiffusionXLParts.pipeline(components, row, isPerturbed: true)
  }
}
