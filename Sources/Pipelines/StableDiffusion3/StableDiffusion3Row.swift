extension PipelineRow {
  /// The row of a class on Stable Diffusion 3's components.
  ///
  /// - Parameters:
  ///   - module: The Python file.
  ///   - controlNet: Whether the class has ControlNets.
  ///   - perturbsAttention: Whether the class has perturbed-attention guidance, and no IP-adapters.
  ///   - parameters: The call's parameters in diffusers' order, up to the guidance scale.
  ///   - control: The parameters before the guidance scale's followers in classes with ControlNets.
  ///   - more: The parameters after `max_sequence_length`.
  ///   - callbackTensors: What a callback may ask for.
  static func stableDiffusion3(
    _ name: String, _ task: PipelineTask, module: String, controlNet: Bool = false,
    perturbsAttention: Bool = false, parameters: [Parameter], control: [Parameter] = [],
    more: [Parameter] = [],
    callbackTensors: [String] = [
      "latents", "prompt_embeds", "negative_prompt_embeds", "negative_pooled_prompt_embeds",
    ]
  ) -> PipelineRow {
    PipelineRow(
      name: name, task: task, family: "stable-diffusion-3",
      components: stableDiffusion3Components
        + (controlNet
          ? [.required("controlnet", "SD3ControlNetModel", "SD3MultiControlNetModel")] : [])
        + (perturbsAttention ? [] : [.optional("image_encoder"), .optional("feature_extractor")]),
      configuration: perturbsAttention ? [("pag_applied_layers", "blocks.1")] : [],
      parameters: parameters + control + [
        .negativePrompt, .negativePrompt2, Parameter("negative_prompt_3", .prompt),
        .imagesPerPrompt, .generator, .latents, .promptEmbeds, .negativePromptEmbeds,
      ] + .pooledEmbeds + (perturbsAttention ? [] : [.ipAdapterImage, .ipAdapterEmbeds]) + [
        .outputType, .returnDict,
        .jointAttention, .clipSkip, .callbackTensors, .maxSequenceLength(256),
      ] + more + (perturbsAttention ? [.pagScale, .pagAdaptiveScale] : []),
      callbackTensors: callbackTensors, acceptsUnknownArguments: false, module: module)
  }

  private static let stableDiffusion3Components: [Component] = [
    .required("transformer", "SD3Transformer2DModel"), .required("scheduler"),
    .required("vae", "AutoencoderKL"),
    .required("text_encoder", "CLIPTextModelWithProjection"),
    .required("tokenizer", "CLIPTokenizer", "CLIPTokenizerFast"),
    .required("text_encoder_2", "CLIPTextModelWithProjection"),
    .required("tokenizer_2", "CLIPTokenizer", "CLIPTokenizerFast"),
    .required("text_encoder_3", "T5EncoderModel"),
    .required("tokenizer_3", "T5TokenizerFast", "T5Tokenizer"),
  ]
}

extension [Parameter] {
  /// The prompts for three text encoders.
  static let stableDiffusion3Prompts = [
    Parameter.prompt, .prompt2, Parameter("prompt_3", .prompt),
  ]

  /// The parameters of ControlNets.
  static let stableDiffusion3Control: [Parameter] = [
    .controlGuidanceStart, .controlGuidanceEnd, .controlImages,
    .controlScale(1), Parameter("controlnet_pooled_projections", .tensor),
  ]
}

extension Parameter {
  /// The shift of the schedule.
  static let mu = Parameter("mu", .double)
}
