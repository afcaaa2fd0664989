import Checkpoints
import DiffusionModels
import Images
import Schedulers
import Tensors
import TextEncoders
import Tokenizers

/// The components of Flux's pipelines, and the stages that all of these share.
struct FluxParts<Scalar: TensorScalar>: PackedLatentParts {
  let vae: any LatentAutoencoder<Scalar>
  let textEncoder: CLIPTextModel<Scalar>?
  let textEncoder2: T5EncoderModel<Scalar>?
  let tokenizer: (any TextTokenizer)?
  let tokenizer2: (any TextTokenizer)?
  let transformer: FluxTransformer2DModel<Scalar>
  let scheduler: any Scheduler<Scalar>
  let imageProcessor: VaeImageProcessor
  let maskProcessor: VaeImageProcessor
  /// Whether the transformer sees a control picture beside the latents.
  let isControlled: Bool

  /// Takes the components.
  ///
  /// - Parameters:
  ///   - isControlled: Whether the transformer sees a control picture beside the latents.
  ///   - recognizesLatents: Whether a picture of as many channels as the latents have is taken to be
  ///     latents, and left alone.
  /// - Throws: `CheckpointError` for a component that the reference cannot use there.
  init(
    _ components: PipelineComponents<Scalar>, isControlled: Bool = false,
    recognizesLatents: Bool = false
  ) throws {
    self.isControlled = isControlled
    vae = try components.required("vae")
    textEncoder = try components.optional("text_encoder")
    textEncoder2 = try components.optional("text_encoder_2")
    tokenizer = try components.optional("tokenizer")
    tokenizer2 = try components.optional("tokenizer_2")
    transformer = try components.required("transformer")
    scheduler = try components.required("scheduler")
    let unit = vae.latentSpace.scaleFactor * 2
    let channels = vae.latentSpace.channels
    imageProcessor = VaeImageProcessor(
      vaeScaleFactor: unit, vaeLatentChannels: recognizesLatents ? channels : 4)
    maskProcessor = .mask(scaleFactor: unit, latentChannels: channels)
  }

  /// The channels of the autoencoder's latents.
  var latentChannels: Int { vae.latentSpace.channels }

  /// The channels of the latents that the transformer denoises.
  var channels: Int { transformer.configuration.inChannels / (isControlled ? 8 : 4) }

  /// What every class's `check_inputs` checks.
  ///
  /// - Parameters:
  ///   - comparesShapes: Whether negative embeddings must be of the positive ones' shape.
  ///   - toleratesHalves: Whether sizes of halved tokens go without a warning.
  func checkInputs(
    _ run: PipelineRun<Scalar>, _ size: FluxSize, comparesShapes: Bool = false,
    toleratesHalves: Bool = false
  ) throws {
    let checks = InputChecks(run)
    try checks.strength()
    checks.warnOfSize(
      size.height, size.width, multipleOf: size.unit,
      tolerated: toleratesHalves ? size.scaleFactor : nil)
    try checks.callbacksAndPrompts(["", "_2"], comparesShapes: comparesShapes)
    try checks.pooledEmbeddings()
    try checks.paddingMaskCrop()
    try checks.sequenceLength(limit: 512)
  }

  /// Denoises from `start` and makes the pictures of the result.
  ///
  /// - Parameters:
  ///   - known: With a mask, what is put back outside of it after each step.
  ///   - overlay: What is done with finished pictures.
  func finish(
    _ run: PipelineRun<Scalar>, _ size: FluxSize, from start: Tensor<Scalar>,
    _ schedule: DenoisingSchedule<Scalar>, _ denoiser: FluxDenoiser<Scalar>,
    known: FluxKnownPart<Scalar>? = nil,
    overlay: (ImageOutput<Scalar>) throws -> ImageOutput<Scalar> = { $0 }
  ) throws -> PipelineOutput<Scalar> {
    var schedule = schedule
    var tensors = LoopTensors(
      latents: start, others: ["prompt_embeds": denoiser.prompts.positive.tokens])
    tensors.others["control_image"] = denoiser.control?.onlyCondition
    if run.row.callbackTensors.contains("mask") {
      tensors.others["mask"] = known?.mask
      tensors.others["masked_image_latents"] = known?.masked
    }
    let last = try run.denoise(&schedule, tensors, predict: denoiser.predict) {
      try known?.restored($0, $1, after: $2) ?? $1.latents
    }
    return try output(run, size, last.latents, overlay: overlay)
  }
}

/// The size of the pictures of a call, in pixels, latents and tokens.
struct FluxSize {
  let height: Int
  let width: Int
  let scaleFactor: Int

  /// The side of a token in pixels.
  var unit: Int { scaleFactor * 2 }
  var rows: Int { height / unit }
  var columns: Int { width / unit }
  /// The number of tokens.
  var tokens: Int { rows * columns }
  var latentHeight: Int { 2 * rows }
  var latentWidth: Int { 2 * columns }
}
