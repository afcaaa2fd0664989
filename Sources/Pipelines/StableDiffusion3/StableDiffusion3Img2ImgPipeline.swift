public import Tensors

/// Image-to-image with Stable Diffusion 3.
///
/// diffusers' `pipelines/stable_diffusion_3/pipeline_stable_diffusion_3_img2img.py`.
public enum StableDiffusion3Img2ImgPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion3(
    "StableDiffusion3Img2ImgPipeline", .imageToImage,
    module: "stable_diffusion_3.pipeline_stable_diffusion_3_img2img",
    parameters: .stableDiffusion3Prompts + [
      .height, .width, .image, .strength(0.6), .steps(50), .sigmas, .guidance(7),
    ], more: [.mu])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try StableDiffusion3Parts(components, recognizesLatents: true)
    return DiffusionPipeline(components, row) { run in try parts.editPicture(run) }
  }
}
