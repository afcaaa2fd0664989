import Checkpoints
import DiffusionModels
import Images
import Schedulers
import Tensors
import TextEncoders
import Tokenizers

/// The components of Stable Diffusion 3's pipelines, and the stages that these share.
struct StableDiffusion3Parts<Scalar: TensorScalar>: Sendable {
  let vae: any LatentAutoencoder<Scalar>
  let transformer: SD3Transformer2DModel<Scalar>
  let scheduler: any Scheduler<Scalar>
  let textEncoder: CLIPTextModelWithProjection<Scalar>?
  let textEncoder2: CLIPTextModelWithProjection<Scalar>?
  let textEncoder3: T5EncoderModel<Scalar>?
  let tokenizer: (any TextTokenizer)?
  let tokenizer2: (any TextTokenizer)?
  let tokenizer3: (any TextTokenizer)?
  let imageProcessor: VaeImageProcessor

  /// Takes the components.
  ///
  /// - Parameters:
  ///   - recognizesLatents: Whether a picture of as many channels as latents have is taken to be
  ///     latents, and left alone.
  ///   - convertsRGB: Whether pictures of other modes are converted to RGB.
  /// - Throws: `CheckpointError` for a component that the reference cannot use there.
  init(
    _ components: PipelineComponents<Scalar>, recognizesLatents: Bool = false,
    convertsRGB: Bool = false
  ) throws {
    vae = try components.required("vae")
    transformer = try components.required("transformer")
    scheduler = try components.required("scheduler")
    textEncoder = try components.optional("text_encoder")
    textEncoder2 = try components.optional("text_encoder_2")
    textEncoder3 = try components.optional("text_encoder_3")
    tokenizer = try components.optional("tokenizer")
    tokenizer2 = try components.optional("tokenizer_2")
    tokenizer3 = try components.optional("tokenizer_3")
    imageProcessor = VaeImageProcessor(
      vaeScaleFactor: vae.latentSpace.scaleFactor,
      vaeLatentChannels: recognizesLatents ? vae.latentSpace.channels : 4,
      doConvertRGB: convertsRGB)
  }

  /// Pixels per latent along each side.
  var scaleFactor: Int { vae.latentSpace.scaleFactor }

  /// The side of a token in pixels.
  var unit: Int { scaleFactor * transformer.configuration.patchSize }

  /// The call's size; a missing side is the transformer's.
  func size(_ run: PipelineRun<Scalar>) -> (height: Int, width: Int) {
    let side = transformer.configuration.sampleSize * scaleFactor
    return run.size(orElse: (side, side))
  }

  /// What every class's `check_inputs` checks.
  ///
  /// - Parameter ignoresPatches: Whether sides need only be multiples of 8.
  func checkInputs(
    _ run: PipelineRun<Scalar>, _ size: (height: Int, width: Int), ignoresPatches: Bool = false
  ) throws {
    let checks = InputChecks(run)
    if ignoresPatches {
      try checks.size(size.height, size.width, multipleOf: 8)
    } else {
      try checks.tokenSize(size.height, size.width, multipleOf: unit)
    }
    try checks.strength()
    try checks.callbacksAndPrompts(["", "_2", "_3"])
    try checks.pooledEmbeddings()
    try checks.sequenceLength(limit: 512)
  }

  /// The call's latents, or noise for pictures of `size`.
  func noiseLatents(
    _ run: PipelineRun<Scalar>, _ size: (height: Int, width: Int)
  ) throws -> Tensor<Scalar> {
    if let given = run.arguments.tensor("latents") { return given }
    try InputChecks(run).generators(batch: run.batchSize)
    return try run.random.randn([
      run.batchSize, transformer.configuration.inChannels, size.height / scaleFactor,
      size.width / scaleFactor,
    ])
  }

  /// The schedule of the call, shifted by its `mu` or, where the scheduler asks for it, by the size of
  /// latents.
  func schedule(
    _ run: PipelineRun<Scalar>, latentSize: (height: Int, width: Int)
  ) throws -> DenoisingSchedule<Scalar> {
    let patch = transformer.configuration.patchSize
    let isDynamic = scheduler.config["use_dynamic_shifting"]?.boolValue == true
    let tokens = (latentSize.height / patch) * (latentSize.width / patch)
    return try DenoisingSchedule(
      run, scheduler,
      ScheduleRequest(
        numInferenceSteps: run.arguments.int("num_inference_steps"),
        sigmas: run.arguments.numbers("sigmas"),
        mu: run.arguments.double("mu")
          ?? (isDynamic ? flowShift(tokens: tokens, scheduler.config) : nil)))
  }

  func latentImages(_ run: PipelineRun<Scalar>, isShifted: Bool = true) -> LatentImages<Scalar> {
    LatentImages(run: run, vae: vae, isShifted: isShifted)
  }

  /// Decoded and in the caller's form.
  ///
  /// - Parameter isShifted: Whether decoding applies the VAE's shift.
  func finish(
    _ run: PipelineRun<Scalar>, _ latents: Tensor<Scalar>, isShifted: Bool = true,
    overlay: (ImageOutput<Scalar>) throws -> ImageOutput<Scalar> = { $0 }
  ) throws -> PipelineOutput<Scalar> {
    try PictureStage(run: run, processor: imageProcessor).finish(
      latents, decode: { try latentImages(run, isShifted: isShifted).decode($0) },
      overlay: overlay)
  }
}
