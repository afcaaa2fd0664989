import Checkpoints
import DiffusionModels
import Images
import Schedulers
import Tensors
import TextEncoders
import Tokenizers

/// The components of Stable Diffusion's pipelines, and the stages that these share.
struct StableDiffusionParts<Scalar: TensorScalar>: LatentDiffusionParts {
  let vae: any LatentAutoencoder<Scalar>
  let textEncoder: CLIPTextModel<Scalar>
  let tokenizer: any TextTokenizer
  let unet: UNet2DConditionModel<Scalar>
  let scheduler: any Scheduler<Scalar>
  let safetyChecker: StableDiffusionSafetyChecker<Scalar>?
  let featureExtractor: CLIPImageProcessor?
  let sampleSize: (height: Int, width: Int)?
  /// What the class's constructor logs.
  let warnings: [String]
  let scaleFactor: Int
  let convertsRGB: Bool

  /// Takes the components of `row`'s class, with the scheduler's configuration changed as the
  /// class's constructor does, and the sample size where it does that.
  ///
  /// - Throws: `PythonError` as upstream's constructor; `CheckpointError` for a component that
  ///   the reference cannot use there.
  init(
    _ components: PipelineComponents<Scalar>, row: PipelineRow, schedulerChanges: JSONObject,
    correctsSampleSize: Bool = true, convertsRGB: Bool = false
  ) throws {
    self.convertsRGB = convertsRGB
    vae = try components.required("vae")
    textEncoder = try components.required("text_encoder")
    tokenizer = try components.required("tokenizer")
    unet = try components.required("unet")
    sampleSize =
      correctsSampleSize ? unet.configuration.correctedSampleSize : unet.configuration.sampleSize
    safetyChecker = try components.optional("safety_checker")
    featureExtractor = try components.optional("feature_extractor")
    if safetyChecker != nil && featureExtractor == nil {
      throw PythonError.value(
        "Make sure to define a feature extractor when loading {self.__class__} if you want to use"
          + " the safety checker. If you do not want to use the safety checker, you can pass"
          + " `'safety_checker=None'` instead.")
    }
    scheduler = try components.required("scheduler", as: (any Scheduler<Scalar>).self)
      .changing(schedulerChanges)
    warnings = Self.warnings(row, hasChecker: safetyChecker != nil, components)
    scaleFactor = vae.latentSpace.scaleFactor
  }

  private static func warnings(
    _ row: PipelineRow, hasChecker: Bool, _ components: PipelineComponents<Scalar>
  ) -> [String] {
    let isRequired = components.options["requires_safety_checker"]?.boolValue ?? true
    guard !hasChecker && isRequired else { return [] }
    return [
      "You have disabled the safety checker for \(row.pythonClass) by passing"
        + " `safety_checker=None`. Ensure that you abide to the conditions of the Stable Diffusion"
        + " license and do not expose unfiltered results in services or applications open to the"
        + " public. Both the diffusers team and Hugging Face strongly recommend to keep the safety"
        + " filter enabled in all public facing circumstances, disabling it only for use-cases that"
        + " involve analyzing network behavior or auditing its results. For more information,"
        + " please have a look at https://github.com/huggingface/diffusers/pull/254 ."
    ]
  }

  func encodePrompt(
    _ run: PipelineRun<Scalar>, _ guidance: Guidance<Scalar>
  ) throws -> PromptEmbeddings<Scalar> {
    try CLIPPromptEncoding(
      run: run, tokenizer: tokenizer, textEncoder: textEncoder, guidance: guidance
    ).encode()
  }

  /// The loop's tensors: latents, and the embeddings as `callback_on_step_end` sees them.
  func loopTensors(
    _ latents: Tensor<Scalar>, _ prompt: PromptEmbeddings<Scalar>, _ guidance: Guidance<Scalar>
  ) -> LoopTensors<Scalar> {
    var tensors = LoopTensors(latents: latents, others: [:])
    tensors["prompt_embeds"] = guidance.batch(prompt.negative, prompt.positive)
    if let negative = prompt.negative { tensors["negative_prompt_embeds"] = negative }
    return tensors
  }

  /// Decoded, checked and in the caller's form.
  ///
  /// - Parameter picture: What is being filled in, in the classes that show it to the decoder.
  func finish(
    _ run: PipelineRun<Scalar>, _ latents: Tensor<Scalar>,
    around picture: MaskedPicture<Scalar>? = nil,
    overlay: (ImageOutput<Scalar>) throws -> ImageOutput<Scalar> = { $0 }
  ) throws -> PipelineOutput<Scalar> {
    try PictureStage(
      run: run, processor: imageProcessor, safetyChecker: safetyChecker,
      featureExtractor: featureExtractor
    ).finish(
      latents,
      decode: { latents in
        let decoder = latentImages(run)
        return try picture.map { try decoder.decode(latents, around: $0) }
          ?? decoder.decode(latents)
      }, overlay: overlay)
  }
}

extension UNet2DConditionConfiguration {
  /// The sample size, 64 in place of the smaller ones that diffusers before 0.9 wrote by mistake.
  fileprivate var correctedSampleSize: (height: Int, width: Int)? {
    guard let size = sampleSize, size.height == size.width, size.height < 64 else {
      return sampleSize
    }
    let numbers = (diffusersVersion ?? "1").split(separator: ".").prefix(2).map { Int($0) ?? 0 }
    return numbers.lexicographicallyPrecedes([0, 9]) ? (64, 64) : size
  }
}
