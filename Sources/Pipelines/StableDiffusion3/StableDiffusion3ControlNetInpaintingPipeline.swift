public import Tensors

/// Inpainting with Stable Diffusion 3 and a ControlNet that sees the mask.
///
/// diffusers' `pipelines/controlnet_sd3/pipeline_stable_diffusion_3_controlnet_inpainting.py`.
public enum StableDiffusion3ControlNetInpaintingPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion3(
    "StableDiffusion3ControlNetInpaintingPipeline", .inpainting,
    module: "controlnet_sd3.pipeline_stable_diffusion_3_controlnet_inpainting",
    controlNet: true,
    parameters: .stableDiffusion3Prompts + [.height, .width, .steps(28), .sigmas, .guidance(7)],
    control: [
      .controlGuidanceStart, .controlGuidanceEnd, .controlImages,
      Parameter("control_mask", .controlImage), .controlScale(1),
      Parameter("controlnet_pooled_projections", .tensor),
    ])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let control = try StableDiffusion3Control(components, fillsIn: true)
    return DiffusionPipeline(components, row) { run in try control.fillPicture(run) }
  }
}
