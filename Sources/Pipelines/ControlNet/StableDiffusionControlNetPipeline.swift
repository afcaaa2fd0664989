import Checkpoints
public import Tensors

/// Text-to-image with Stable Diffusion and ControlNets.
///
/// L. Zhang et al.: Adding Conditional Control to Text-to-Image Diffusion Models (2023); diffusers'
/// `pipelines/controlnet/pipeline_controlnet.py`.
public enum StableDiffusionControlNetPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion(
    "StableDiffusionControlNetPipeline", .textToImage, family: "stable-diffusion-controlnet",
    module: "controlnet.pipeline_controlnet", controlNet: true,
    parameters: [
      .prompt, Parameter("image", .controlImage), .height, .width, .steps(50), .timesteps, .sigmas,
    ]
      + .stableDiffusionPrompts([
        .controlScale(1), .guessMode, .controlGuidanceStart, .controlGuidanceEnd,
      ]),
    callbackTensors: ["latents", "prompt_embeds", "negative_prompt_embeds", "image"])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    try StableDiffusionParts.controlled(components, row) { parts, nets, run in
      let checks = InputChecks(run)
      try checks.callbacksAndPrompts()
      try ControlNetChecks(
        run: run, nets: nets, imageName: "image",
        allowsNestedLists: true
      ).check()
      return try parts.textToImage(run, nets)
    }
  }
}
