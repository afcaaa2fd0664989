import Checkpoints
public import Tensors

/// Inpainting with Stable Diffusion and ControlNets.
///
/// diffusers' `pipelines/controlnet/pipeline_controlnet_inpaint.py`.
public enum StableDiffusionControlNetInpaintPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion(
    "StableDiffusionControlNetInpaintPipeline", .inpainting,
    family: "stable-diffusion-controlnet", module: "controlnet.pipeline_controlnet_inpaint",
    controlNet: true,
    parameters: [
      .prompt, .image, .maskImage, .controlImages, .height, .width,
      .paddingMaskCrop, .strength(1), .steps(50),
    ]
      + .stableDiffusionPrompts([
        .controlScale(0.5), .guessMode, .controlGuidanceStart, .controlGuidanceEnd,
      ]),
    callbackTensors: [
      "latents", "prompt_embeds", "negative_prompt_embeds", "control_image", "mask",
      "masked_image_latents",
    ]
  ).fixing("mask", "masked_image_latents")

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    try StableDiffusionParts.controlled(components, row) { parts, nets, run in
      try parts.checkControlledInpainting(run, nets)
      return try parts.inpainting(run, nets)
    }
  }
}
