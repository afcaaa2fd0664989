public import Tensors

/// Text-to-image with Chroma.
///
/// diffusers' `pipelines/chroma/pipeline_chroma.py`.
public enum ChromaPipeline: PipelineClass {
  /// What the reference knows of the class.
  public static let row = PipelineRow(
    name: "ChromaPipeline", task: .textToImage, family: "chroma",
    components: [
      .required("scheduler"), .required("vae", "AutoencoderKL"),
      .required("text_encoder", "T5EncoderModel"),
      .required("tokenizer", "T5Tokenizer", "T5TokenizerFast"),
      .required("transformer", "ChromaTransformer2DModel"), .optional("image_encoder"),
      .optional("feature_extractor", "CLIPImageProcessor", "CLIPFeatureExtractor"),
    ],
    configuration: [],
    parameters: [
      .prompt, .negativePrompt, .height, .width, .steps(35), .sigmas, .guidance(5),
      .imagesPerPrompt, .generator, .latents, .promptEmbeds,
    ] + .imagePrompts + [
      .negativePromptEmbeds, Parameter("prompt_attention_mask", .tensor),
      Parameter("negative_prompt_attention_mask", .tensor), .outputType, .returnDict,
      .jointAttention, .callbackTensors, .maxSequenceLength(512),
    ],
    callbackTensors: ["latents", "prompt_embeds"], acceptsUnknownArguments: false,
    module: "chroma.pipeline_chroma", mixins: .autoencoder)

  /// The pipeline over loaded components.
  public static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar> {
    let parts = try ChromaParts(components)
    return DiffusionPipeline(components, row) { run in
      try parts.makePictures(run)
    }
  }
}
