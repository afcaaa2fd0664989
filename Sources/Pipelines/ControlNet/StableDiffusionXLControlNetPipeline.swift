public import Tensors

/// Text-to-image with Stable Diffusion XL and ControlNets.
///
/// diffusers' `pipelines/controlnet/pipeline_controlnet_sd_xl.py`.
public enum StableDiffusionXLControlNetPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXL(
    "StableDiffusionXLControlNetPipeline", .textToImage, family: "stable-diffusion-xl-controlnet",
    module: "controlnet.pipeline_controlnet_sd_xl", controlNet: true,
    parameters: [
      .prompt, .prompt2, Parameter("image", .controlImage), .height, .width, .steps(50), .timesteps,
      .sigmas,
    ] + .stableDiffusionXLPrompts(guidance: 5),
    control: .controlNets(scale: 1),
    callbackTensors: .stableDiffusionXL(negativeIds: "negative_add_time_ids") + ["image"])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let control = try StableDiffusionXLControl(components)
    return DiffusionPipeline(components, row) { run in
      try control.makePictures(run)
    }
  }
}
