import Checkpoints
public import Tensors

/// Text-to-image with Stable Diffusion, ControlNets and perturbed-attention guidance.
///
/// diffusers' `pipelines/pag/pipeline_pag_controlnet_sd.py`.
public enum StableDiffusionControlNetPAGPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow.stableDiffusion(
    "StableDiffusionControlNetPAGPipeline", .textToImage, family: "stable-diffusion-pag",
    module: "pag.pipeline_pag_controlnet_sd", controlNet: true, acceptsUnknownArguments: false,
    perturbsAttention: true,
    parameters: [
      .prompt, Parameter("image", .controlImage), .height, .width, .steps(50), .timesteps, .sigmas,
      .guidance(7.5), .negativePrompt, .imagesPerPrompt, .eta, .generator, .latents, .promptEmbeds,
      .negativePromptEmbeds, .ipAdapterImage, .ipAdapterEmbeds, .outputType, .returnDict,
      .crossAttention, .controlScale(1), .guessMode, .controlGuidanceStart, .controlGuidanceEnd,
      .clipSkip, .pagScale, .pagAdaptiveScale,
    ])

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try StableDiffusionParts<Scalar>(
      components, row: row, schedulerChanges: [:])
    let nets = try ControlNets(components)
    let layers = try components.perturbedLayers()
    return DiffusionPipeline(components, row, warnings: parts.warnings) { run in
      let checks = InputChecks(run)
      try checks.callbacksAndPrompts()
      try ControlNetChecks(
        run: run, nets: nets, promptCount: parts.promptCount(run), imageName: "image",
        allowsNestedLists: false
      ).check()
      return try parts.textToImage(run, nets, perturbing: layers)
    }
  }
}
