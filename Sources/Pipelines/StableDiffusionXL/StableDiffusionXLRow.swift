extension PipelineRow {
  /// The row of a class on Stable Diffusion XL's components.
  ///
  /// - Parameters:
  ///   - module: The Python file.
  ///   - configuration: Options of the constructor that only some classes have.
  ///   - parameters: The call's parameters in diffusers' order, up to the pooled embeddings.
  ///   - more: The parameters after the sizes.
  ///   - callbackTensors: What a callback may ask for besides latents, embeddings and sizes.
  static func stableDiffusionXL(
    _ name: String, _ task: PipelineTask, module: String,
    configuration: [(name: String, defaultValue: Parameter.Default)] = [],
    parameters: [Parameter], more: [Parameter] = [], callbackTensors: [String] = []
  ) -> PipelineRow {
    PipelineRow(
      name: name, task: task, family: "stable-diffusion-xl",
      components: [
        .required("vae", "AutoencoderKL"), .optional("text_encoder", "CLIPTextModel"),
        .optional("text_encoder_2", "CLIPTextModelWithProjection"),
        .optional("tokenizer", "CLIPTokenizer", "CLIPTokenizerFast"),
        .optional("tokenizer_2", "CLIPTokenizer", "CLIPTokenizerFast"),
        .required("unet", "UNet2DConditionModel"), .required("scheduler"),
        .optional("image_encoder"),
        .optional("feature_extractor", "CLIPImageProcessor", "CLIPFeatureExtractor"),
      ],
      configuration: configuration + [
        ("force_zeros_for_empty_prompt", true), ("add_watermarker", nil),
      ],
      parameters: parameters + [
        .ipAdapterImage, .ipAdapterEmbeds, .outputType, .returnDict, .crossAttention,
        .guidanceRescale, Parameter("original_size", .numbers),
        Parameter("crops_coords_top_left", .numbers, default: .ints([0, 0])),
        Parameter("target_size", .numbers), Parameter("negative_original_size", .numbers),
        Parameter("negative_crops_coords_top_left", .numbers, default: .ints([0, 0])),
        Parameter("negative_target_size", .numbers),
      ] + more + [.clipSkip, .callbackTensors, .callbackSteps],
      callbackTensors: ["latents", "prompt_embeds", "add_text_embeds", "add_time_ids"]
        + callbackTensors,
      acceptsUnknownArguments: true, module: "stable_diffusion_xl.\(module)")
  }
}

extension [Parameter] {
  /// `denoising_end` to `negative_pooled_prompt_embeds`, which stand together in every class.
  static func stableDiffusionXLPrompts(guidance scale: Double) -> [Parameter] {
    [
      Parameter("denoising_end", .double), .guidance(scale), .negativePrompt, .negativePrompt2,
      .imagesPerPrompt, .eta, .generator, .latents, .promptEmbeds, .negativePromptEmbeds,
      Parameter("pooled_prompt_embeds", .tensor),
      Parameter("negative_pooled_prompt_embeds", .tensor),
    ]
  }

  /// The aesthetic scores that refiner checkpoints are told.
  static let aestheticScores = [
    Parameter("aesthetic_score", .double, default: 6.0),
    Parameter("negative_aesthetic_score", .double, default: 2.5),
  ]
}

extension Parameter {
  static let prompt2 = Parameter("prompt_2", .prompt)
  static let negativePrompt2 = Parameter("negative_prompt_2", .prompt)
  static let denoisingStart = Parameter("denoising_start", .double)
}
