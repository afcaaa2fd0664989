public import Tensors

/// Inpainting with Stable Diffusion 3, with a transformer of 33 channels or of 16.
///
/// diffusers' `pipelines/stable_diffusion_3/pipeline_stable_diffusion_3_inpaint.py`.
public enum StableDiffusion3InpaintPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion3(
    "StableDiffusion3InpaintPipeline", .inpainting,
    module: "stable_diffusion_3.pipeline_stable_diffusion_3_inpaint",
    parameters: .stableDiffusion3Prompts + [
      .image, .maskImage, .maskedImageLatents, .height, .width, .paddingMaskCrop, .strength(0.6),
      .steps(50), .sigmas, .guidance(7),
    ], more: [.mu])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try StableDiffusion3Parts(components, recognizesLatents: true)
    return DiffusionPipeline(components, row) { run in try parts.fillPicture(run) }
  }
}
