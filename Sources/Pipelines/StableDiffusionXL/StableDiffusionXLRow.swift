extension PipelineRow {
  /// The row of a class on Stable Diffusion XL's components.
  ///
  /// - Parameters:
  ///   - module: The Python file.
  ///   - controlNet: Whether the class has ControlNets.
  ///   - isUnion: Whether these are union models.
  ///   - perturbsAttention: Whether the class has perturbed-attention guidance.
  ///   - takesCallbackSteps: Whether a class without it takes the old callback, and then any further
  ///     keyword.
  ///   - configuration: Options of the constructor that only some classes have.
  ///   - parameters: The call's parameters in diffusers' order, up to the pooled embeddings.
  ///   - adapters: The parameters before `output_type`.
  ///   - control: The parameters between `cross_attention_kwargs` and the sizes.
  ///   - negativeSizes: Whether the unconditional pass is told sizes of its own.
  ///   - more: The parameters after the sizes.
  ///   - callbackTensors: What a callback may ask for besides latents, embeddings and sizes.
  static func stableDiffusionXL(
    _ name: String, _ task: PipelineTask, family: String = "stable-diffusion-xl",
    module: String, controlNet: Bool = false, isUnion: Bool = false,
    perturbsAttention: Bool = false, takesCallbackSteps: Bool = true,
    configuration: [(name: String, defaultValue: Parameter.Default)] = [],
    parameters: [Parameter], adapters: [Parameter] = [.ipAdapterImage, .ipAdapterEmbeds],
    control: [Parameter] = [.guidanceRescale], negativeSizes: Bool = true,
    more: [Parameter] = [],
    callbackTensors: [String] = ["latents", "prompt_embeds", "add_text_embeds", "add_time_ids"]
  ) -> PipelineRow {
    let model = isUnion ? "ControlNetUnionModel" : "ControlNetModel"
    return PipelineRow(
      name: name, task: task, family: family,
      components: [
        .required("vae", "AutoencoderKL", "AutoencoderTiny", "AsymmetricAutoencoderKL"),
        .optional("text_encoder", "CLIPTextModel"),
        .optional("text_encoder_2", "CLIPTextModelWithProjection"),
        .optional("tokenizer", "CLIPTokenizer", "CLIPTokenizerFast"),
        .optional("tokenizer_2", "CLIPTokenizer", "CLIPTokenizerFast"),
        .required("unet", "UNet2DConditionModel"),
      ] + (controlNet ? [.required("controlnet", model, "Multi\(model)")] : [])
        + [.required("scheduler")] + imageEncoder(first: !controlNet),
      configuration: configuration + [
        ("force_zeros_for_empty_prompt", true), ("add_watermarker", nil),
      ] + (perturbsAttention ? [("pag_applied_layers", "mid")] : []),
      parameters: parameters + adapters + [.outputType, .returnDict, .crossAttention] + control
        + .sizes() + (negativeSizes ? .sizes("negative_") : []) + more + [
          .clipSkip, .callbackTensors,
        ]
        + (perturbsAttention ? [.pagScale, .pagAdaptiveScale] : [])
        + (!perturbsAttention && takesCallbackSteps ? [.callbackSteps] : []),
      callbackTensors: callbackTensors,
      acceptsUnknownArguments: !perturbsAttention && takesCallbackSteps, module: module,
      mixins: [.stableDiffusion, .upcast])
  }

  /// The components that IP-adapters need; classes with ControlNets have them the other way round.
  private static func imageEncoder(first: Bool) -> [Component] {
    let encoder = Component.optional("image_encoder")
    let extractor = Component.optional(
      "feature_extractor", "CLIPImageProcessor", "CLIPFeatureExtractor")
    return first ? [encoder, extractor] : [extractor, encoder]
  }
}

extension [Parameter] {
  /// `denoising_end` to `negative_pooled_prompt_embeds`, which stand together in every class; some
  /// have no `denoising_end`, or the pooled embeddings further down.
  static func stableDiffusionXLPrompts(
    guidance scale: Double, denoisingEnd: Bool = true, pooled: Bool = true
  ) -> [Parameter] {
    (denoisingEnd ? [Parameter("denoising_end", .double)] : []) + [
      .guidance(scale), .negativePrompt, .negativePrompt2, .imagesPerPrompt, .eta, .generator,
      .latents, .promptEmbeds, .negativePromptEmbeds,
    ] + (pooled ? .pooledEmbeds : [])
  }

  /// The embeddings of whole prompts.
  static let pooledEmbeds = [
    Parameter("pooled_prompt_embeds", .tensor),
    Parameter("negative_pooled_prompt_embeds", .tensor),
  ]

  /// The sizes that the U-Net is told; their names begin with `prefix`.
  fileprivate static func sizes(_ prefix: String = "") -> [Parameter] {
    [
      Parameter("\(prefix)original_size", .numbers),
      Parameter("\(prefix)crops_coords_top_left", .numbers, default: .ints([0, 0])),
      Parameter("\(prefix)target_size", .numbers),
    ]
  }

  /// The ControlNets' parameters, with the default scale.
  static func controlNets(scale: Double) -> [Parameter] {
    [.controlScale(scale), .guessMode, .controlGuidanceStart, .controlGuidanceEnd]
  }

  /// The aesthetic scores that refiner checkpoints are told.
  static let aestheticScores = [
    Parameter("aesthetic_score", .double, default: 6.0),
    Parameter("negative_aesthetic_score", .double, default: 2.5),
  ]
}

extension [String] {
  /// What callbacks of the later classes on Stable Diffusion XL may ask for.
  ///
  /// - Parameter negativeIds: The name of the unconditional sizes.
  static func stableDiffusionXL(negativeIds: String) -> [String] {
    [
      "latents", "prompt_embeds", "negative_prompt_embeds", "add_text_embeds", "add_time_ids",
      "negative_pooled_prompt_embeds", negativeIds,
    ]
  }
}

extension Parameter {
  static let prompt2 = Parameter("prompt_2", .prompt)
  static let negativePrompt2 = Parameter("negative_prompt_2", .prompt)
  static let denoisingStart = Parameter("denoising_start", .double)
}
