extension PipelineRow {
  /// The row of a class on Stable Diffusion's components.
  ///
  /// - Parameters:
  ///   - module: The Python file.
  ///   - parameters: The call's parameters in diffusers' order.
  ///   - controlNet: Whether the class has ControlNets.
  ///   - acceptsUnknownArguments: Whether the call takes any further keyword.
  ///   - perturbsAttention: Whether the class has perturbed-attention guidance.
  ///   - callbackTensors: What a callback may ask for.
  static func stableDiffusion(
    _ name: String, _ task: PipelineTask, family: String = "stable-diffusion", module: String,
    controlNet: Bool = false, acceptsUnknownArguments: Bool = true,
    perturbsAttention: Bool = false, parameters: [Parameter],
    callbackTensors: [String] = ["latents", "prompt_embeds", "negative_prompt_embeds"]
  ) -> PipelineRow {
    PipelineRow(
      name: name, task: task, family: family,
      components: [
        .required("vae", "AutoencoderKL", "AutoencoderTiny", "AsymmetricAutoencoderKL"),
        .required("text_encoder", "CLIPTextModel"),
        .required("tokenizer", "CLIPTokenizer", "CLIPTokenizerFast"),
        .required("unet", "UNet2DConditionModel"),
      ] + (controlNet ? [.required("controlnet", "ControlNetModel", "MultiControlNetModel")] : [])
        + [
          .required("scheduler"),
          .optional("safety_checker", "StableDiffusionSafetyChecker"),
          .optional("feature_extractor", "CLIPImageProcessor", "CLIPFeatureExtractor"),
          .optional("image_encoder"),
        ],
      configuration: [("requires_safety_checker", true)]
        + (perturbsAttention ? [("pag_applied_layers", "mid")] : []),
      parameters: parameters + [.callbackTensors]
        + (acceptsUnknownArguments ? [.callbackSteps] : []),
      callbackTensors: callbackTensors,
      acceptsUnknownArguments: acceptsUnknownArguments, module: module, mixins: .stableDiffusion)
  }
}
