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
      .guidance(7.5), .negativePrompt, .imagesPerPrompt, .eta, .generator, .latents, .promptEmbeds,
      .negativePromptEmbeds, .ipAdapterImage, .ipAdapterEmbeds, .outputType, .returnDict,
      .crossAttention, .controlScale(1), .guessMode, .controlGuidanceStart, .controlGuidanceEnd,
      .clipSkip,
    ],
    callbackTensors: ["latents", "prompt_embeds", "negative_prompt_embeds", "image"])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try StableDiffusionParts<Scalar>(components, row: row, schedulerChanges: [:])
    let nets = try ControlNets(components)
    return DiffusionPipeline(components, row, warnings: parts.warnings) { run in
      let checks = InputChecks(run)
      try checks.callbacksAndPrompts()
      try ControlNetChecks(
        run: run, nets: nets, promptCount: parts.promptCount(run), imageName: "image",
        allowsNestedLists: true
      ).check()
      return try parts.textToImage(run, nets)
    }
  }
}
