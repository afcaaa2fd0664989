import Checkpoints
import DiffusionModels
import Images
import Schedulers
import Tensors
import TextEncoders
import Tokenizers

/// The components of Chroma's pipeline, and its stages.
struct ChromaParts<Scalar: TensorScalar>: PackedLatentParts {
  let vae: any LatentAutoencoder<Scalar>
  let textEncoder: T5EncoderModel<Scalar>?
  let tokenizer: (any TextTokenizer)?
  let transformer: ChromaTransformer2DModel<Scalar>
  let scheduler: any Scheduler<Scalar>
  let imageProcessor: VaeImageProcessor

  /// Takes the components.
  ///
  /// - Throws: `CheckpointError` for a component that the reference cannot use there.
  init(_ components: PipelineComponents<Scalar>) throws {
    vae = try components.required("vae")
    textEncoder = try components.optional("text_encoder")
    tokenizer = try components.optional("tokenizer")
    transformer = try components.required("transformer")
    scheduler = try components.required("scheduler")
    imageProcessor = VaeImageProcessor(vaeScaleFactor: vae.latentSpace.scaleFactor * 2)
  }

  /// The channels of the latents that the transformer denoises.
  var channels: Int { transformer.configuration.inChannels / 4 }

  /// Text-to-image.
  func makePictures(_ run: PipelineRun<Scalar>) throws -> PipelineOutput<Scalar> {
    let size = self.size(run)
    try checkInputs(run, size)
    var prompts = try self.prompts(run)
    let start = try startFromNoise(run, size)
    prompts = try prompts.coveringPictures(start)
    var schedule = try DenoisingSchedule(run, scheduler, tokens: tokenCount(start))
    let denoiser = ChromaDenoiser(
      run: run, transformer: transformer, prompts: prompts,
      places: try tokenPlaces(rows: size.rows, columns: size.columns))
    let tensors = LoopTensors(
      latents: start, others: ["prompt_embeds": prompts.positive.tokens])
    let last = try run.denoise(&schedule, tensors, predict: denoiser.predict)
    return try output(run, size, last.latents)
  }

  private func checkInputs(_ run: PipelineRun<Scalar>, _ size: FluxSize) throws {
    let checks = InputChecks(run)
    checks.warnOfSize(size.height, size.width, multipleOf: size.unit)
    try checks.callbacksAndPrompts(comparesShapes: false)
    for sign in ["", "negative_"] {
      guard !run.arguments["\(sign)prompt_embeds"].isNull,
        run.arguments["\(sign)prompt_attention_mask"].isNull
      else { continue }
      // Upstream forgets the last quotation mark.
      throw PythonError.value(
        "Cannot provide `\(sign)prompt_embeds` without also providing"
          + " `\(sign)prompt_attention_mask")
    }
    try checks.sequenceLength(limit: 512)
  }
}
