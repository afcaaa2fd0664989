import Checkpoints
import DiffusionModels
import Images
import Schedulers
import Tensors
import TextEncoders
import Tokenizers

/// The components of Stable Diffusion XL's pipelines, and the stages that these share.
struct StableDiffusionXLParts<Scalar: TensorScalar>: LatentDiffusionParts {
  let vae: any LatentAutoencoder<Scalar>
  /// Absent from the refiner.
  let textEncoder: CLIPTextModel<Scalar>?
  let textEncoder2: CLIPTextModelWithProjection<Scalar>?
  let tokenizer: (any TextTokenizer)?
  let tokenizer2: (any TextTokenizer)?
  let unet: UNet2DConditionModel<Scalar>
  let scheduler: any Scheduler<Scalar>
  let scaleFactor: Int
  /// `force_zeros_for_empty_prompt`.
  let forcesZeros: Bool
  let convertsRGB: Bool
  /// `requires_aesthetics_score`.
  let requiresAestheticsScore: Bool

  var sampleSize: (height: Int, width: Int)? { unet.configuration.sampleSize }

  /// Takes the components.
  ///
  /// - Throws: `CheckpointError` for a component that the reference cannot use there;
  ///   `UnsupportedError` for the watermark.
  init(_ components: PipelineComponents<Scalar>, convertsRGB: Bool = false) throws {
    self.convertsRGB = convertsRGB
    vae = try components.required("vae")
    textEncoder = try components.optional("text_encoder")
    textEncoder2 = try components.optional("text_encoder_2")
    tokenizer = try components.optional("tokenizer")
    tokenizer2 = try components.optional("tokenizer_2")
    unet = try components.required("unet")
    scheduler = try components.required("scheduler")
    scaleFactor = vae.latentSpace.scaleFactor
    let options = components.options
    forcesZeros = options["force_zeros_for_empty_prompt"]?.boolValue ?? true
    requiresAestheticsScore = options["requires_aesthetics_score"]?.boolValue ?? false
    if options["add_watermarker"]?.boolValue == true {
      throw UnsupportedError(
        "'add_watermarker' needs the package invisible-watermark, which this reference does not have"
      )
    }
  }

  func encodePrompt(
    _ run: PipelineRun<Scalar>, _ guidance: Guidance<Scalar>
  ) throws -> PooledPromptEmbeddings<Scalar> {
    try StableDiffusionXLPromptEncoding(
      run: run, texts: texts(run), forcesZeros: forcesZeros,
      guidance: guidance
    ).encode()
  }

  /// The text encoders with their tokenizers in order; nil for one that is missing.
  private func texts(_ run: PipelineRun<Scalar>) -> [CLIPTextStage<Scalar>?] {
    var second: CLIPTextStage<Scalar>?
    if let tokenizer2, let textEncoder2 {
      second = CLIPTextStage(run, tokenizer2, suffix: "_2") {
        try textEncoder2($0, attentionMask: $1)
      }
    }
    guard let tokenizer, let textEncoder else { return [second] }
    let first = CLIPTextStage(run, tokenizer) { try textEncoder($0, attentionMask: $1) }
    return [first, second]
  }

  /// What the call says of sizes and crops.
  func sizes(
    _ run: PipelineRun<Scalar>, _ prompt: PooledPromptEmbeddings<Scalar>,
    _ size: (height: Int, width: Int)
  ) -> SizeConditioning<Scalar> {
    SizeConditioning(
      arguments: run.arguments, unet: unet.configuration,
      projectionDim: textEncoder2?.configuration.tower.projectionSize
        ?? prompt.pooled.positive.extent(-1),
      requiresAestheticsScore: requiresAestheticsScore, size: [size.height, size.width])
  }

  /// The loop's tensors: latents, embeddings and sizes, as `callback_on_step_end` sees them.
  func loopTensors(
    _ latents: Tensor<Scalar>, _ prompt: PooledPromptEmbeddings<Scalar>, timeIds: Tensor<Scalar>,
    _ guidance: Guidance<Scalar>
  ) -> LoopTensors<Scalar> {
    var tensors = LoopTensors(
      latents: latents,
      others: [
        "prompt_embeds": guidance.batch(prompt.tokens.negative, prompt.tokens.positive),
        "add_text_embeds": guidance.batch(prompt.pooled.negative, prompt.pooled.positive),
        "add_time_ids": timeIds,
      ])
    guard let tokens = prompt.tokens.negative, let pooled = prompt.pooled.negative else {
      return tensors
    }
    // Callbacks may see these, but the steps do not look at them.
    tensors["negative_prompt_embeds"] = tokens
    tensors["negative_pooled_prompt_embeds"] = pooled
    tensors["negative_add_time_ids"] = timeIds[0..<1]
    tensors["add_neg_time_ids"] = timeIds[0..<pooled.extent(0)]
    return tensors
  }

  /// The loop's tensors of a call that starts from a picture, and the end of its schedule.
  ///
  /// - Parameter size: Height and width of the pictures, if not those of the latents.
  func editingTensors(
    _ run: PipelineRun<Scalar>, _ latents: Tensor<Scalar>, _ prompt: PooledPromptEmbeddings<Scalar>,
    _ guidance: Guidance<Scalar>, _ schedule: inout DenoisingSchedule<Scalar>,
    size: (height: Int, width: Int)? = nil
  ) throws -> LoopTensors<Scalar> {
    guard latents.rank >= 2 else {
      throw PythonError.value("not enough values to unpack (expected 2, got \(latents.rank))")
    }
    let size = size ?? (latents.extent(-2) * scaleFactor, latents.extent(-1) * scaleFactor)
    let ids = try sizes(run, prompt, size).editing(batch: run.batchSize, guidance)
    try schedule.endEnsemble()
    return loopTensors(latents, prompt, timeIds: ids, guidance)
  }

  /// Decoded and in the caller's form.
  ///
  /// - Parameter isNormalized: Whether the VAE's `latents_mean` and `latents_std` are applied.
  func finish(
    _ run: PipelineRun<Scalar>, _ latents: Tensor<Scalar>, isNormalized: Bool = true,
    overlay: (ImageOutput<Scalar>) throws -> ImageOutput<Scalar> = { $0 }
  ) throws -> PipelineOutput<Scalar> {
    try PictureStage(run: run, processor: imageProcessor).finish(
      latents, decode: { try latentImages(run).decode($0, isNormalized: isNormalized) },
      overlay: overlay)
  }
}
