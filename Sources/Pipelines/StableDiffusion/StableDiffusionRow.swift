extension PipelineRow {
  /// The row of a class on Stable Diffusion's components.
  ///
  /// - Parameters:
  ///   - module: The Python file.
  ///   - parameters: The call's parameters in diffusers' order.
  ///   - callbackTensors: What a callback may ask for.
  static func stableDiffusion(
    _ name: String, _ task: PipelineTask, family: String = "stable-diffusion", module: String,
    parameters: [Parameter],
    callbackTensors: [String] = ["latents", "prompt_embeds", "negative_prompt_embeds"]
  ) -> PipelineRow {
    PipelineRow(
      name: name, task: task, family: family,
      components: [
        .required("vae", "AutoencoderKL"), .required("text_encoder", "CLIPTextModel"),
        .required("tokenizer", "CLIPTokenizer", "CLIPTokenizerFast"),
        .required("unet", "UNet2DConditionModel"),
        .required("scheduler"),
        .optional("safety_checker", "StableDiffusionSafetyChecker"),
        .optional("feature_extractor", "CLIPImageProcessor", "CLIPFeatureExtractor"),
        .optional("image_encoder"),
      ],
      configuration: [("requires_safety_checker", true)],
      parameters: parameters + [.callbackTensors, .callbackSteps],
      callbackTensors: callbackTensors,
      acceptsUnknownArguments: true, module: module)
  }
}
