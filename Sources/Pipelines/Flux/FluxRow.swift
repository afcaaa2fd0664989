extension PipelineRow {
  /// The row of a class on Flux's components.
  ///
  /// - Parameters:
  ///   - file: The Python file, without `pipeline_`.
  ///   - inputs: The pictures among the call's parameters.
  ///   - guides: Whether the class has true guidance and IP-adapters.
  ///   - scale: The default of `guidance_scale`.
  ///   - options: The parameters between the size and the number of steps.
  ///   - more: The parameters after `max_sequence_length`.
  ///   - control: The ControlNets' parameters, if the class has any.
  ///   - callbackTensors: What a callback may ask for besides latents and embeddings.
  ///   - mixins: The methods besides `__call__`.
  static func flux(
    _ name: String, _ task: PipelineTask, family: String = "flux", file: String,
    inputs: [Parameter] = [], guides: Bool = true, scale: Double = 3.5,
    options: [Parameter] = [], control: [Parameter] = [], more: [Parameter] = [],
    callbackTensors: [String] = [], mixins: PipelineMixins = .autoencoder
  ) -> PipelineRow {
    PipelineRow(
      name: name, task: task, family: family,
      components: [
        .required("scheduler"), .required("vae", "AutoencoderKL"),
        .required("text_encoder", "CLIPTextModel"),
        .required("tokenizer", "CLIPTokenizer", "CLIPTokenizerFast"),
        .required("text_encoder_2", "T5EncoderModel"),
        .required("tokenizer_2", "T5Tokenizer", "T5TokenizerFast"),
        .required("transformer", "FluxTransformer2DModel"),
      ]
        + (control.isEmpty
          ? [] : [.required("controlnet", "FluxControlNetModel", "FluxMultiControlNetModel")])
        + (guides
          ? [
            .optional("image_encoder"),
            .optional("feature_extractor", "CLIPImageProcessor", "CLIPFeatureExtractor"),
          ] : []),
      configuration: [],
      parameters: [.prompt, .prompt2] + (guides ? .trueGuidance : []) + inputs + [.height, .width]
        + options + [
          .steps(28), .sigmas, .guidance(scale),
        ] + control + [.imagesPerPrompt, .generator, .latents, .promptEmbeds]
        + (guides ? .guidedEmbeds : [.pooledEmbeds]) + [
          .outputType, .returnDict, .jointAttention, .callbackTensors, .maxSequenceLength(512),
        ] + more,
      callbackTensors: ["latents", "prompt_embeds"] + callbackTensors,
      acceptsUnknownArguments: false, module: "flux.pipeline_\(file)",
      mixins: mixins)
  }
}

extension [Parameter] {
  /// Guidance by a negative prompt.
  fileprivate static let trueGuidance: [Parameter] = [
    .negativePrompt, .negativePrompt2, Parameter("true_cfg_scale", .double, default: 1.0),
  ]

  /// The embeddings after `prompt_embeds`, and IP-adapters.
  fileprivate static let guidedEmbeds: [Parameter] =
    [
      .pooledEmbeds
    ] + .imagePrompts + [
      .negativePromptEmbeds, Parameter("negative_pooled_prompt_embeds", .tensor),
    ]

  /// Pictures as prompts.
  static let imagePrompts: [Parameter] = [
    .ipAdapterImage, .ipAdapterEmbeds,
    Parameter("negative_ip_adapter_image", .later("IP-adapters")),
    Parameter("negative_ip_adapter_image_embeds", .later("IP-adapters")),
  ]

  /// What only Kontext's classes have.
  static let kontext: [Parameter] = [
    Parameter("max_area", .int, default: .int(1024 * 1024)),
    Parameter("_auto_resize", .bool, default: true),
  ]
}

extension Parameter {
  fileprivate static let pooledEmbeds = Parameter("pooled_prompt_embeds", .tensor)
}
