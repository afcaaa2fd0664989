public import Tensors

/// Text-to-image with Stable Diffusion XL, ControlNets and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_controlnet_sd_xl.py`.
public enum StableDiffusionXLControlNetPAGPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusionXL(
    "StableDiffusionXLControlNetPAGPipeline", .textToImage,
    family: "stable-diffusion-xl-controlnet-pag", module: "pag.pipeline_pag_controlnet_sd_xl",
    controlNet: true,
    perturbsAttention: true,
    parameters: [
      .prompt, .prompt2, Parameter("image", .controlImage), .height, .width, .steps(50), .timesteps,
      .sigmas,
    ] + .stableDiffusionXLPrompts(guidance: 5),
    control: [.controlScale(1), .controlGuidanceStart, .controlGuidanceEnd],
    callbackTensors: .stableDiffusionXL(negativeIds: "negative_add_time_ids"))

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let control = try StableDiffusionXLControl(components, isPerturbed: true)
    return DiffusionPipeline(components, row) { run in
      try control.makePictures(run)
    }
  }
}
