public import Tensors

/// Text-to-image with Stable Diffusion 3 and ControlNets.
///
/// diffusers' `pipelines/controlnet_sd3/pipeline_stable_diffusion_3_controlnet.py`.
public enum StableDiffusion3ControlNetPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion3(
    "StableDiffusion3ControlNetPipeline", .textToImage,
    module: "controlnet_sd3.pipeline_stable_diffusion_3_controlnet",
    controlNet: true,
    parameters: .stableDiffusion3Prompts + [.height, .width, .steps(28), .sigmas, .guidance(7)],
    control: .stableDiffusion3Control)

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let control = try StableDiffusion3Control(components)
    return DiffusionPipeline(components, row) { run in try control.makePictures(run) }
  }
}
