import Checkpoints
import Schedulers
import Tensors

// The tasks, with or without perturbed attention, in upstream's order.

/// What every task begins with: the inputs checked, the prompts embedded.
struct StableDiffusion3Start<Scalar: TensorScalar> {
  /// The size of the pictures to make.
  let size: (height: Int, width: Int)
  let guidance: Guidance<Scalar>
  let prompt: PooledPromptEmbeddings<Scalar>

  /// The pooled text for each copy of the batch.
  var pooled: Tensor<Scalar> { guidance.batch(prompt.pooled.negative, prompt.pooled.positive) }
}

extension StableDiffusion3Parts {
  /// Checks the inputs and embeds the prompts.
  ///
  /// - Parameters:
  ///   - layers: The layers that perturbed-attention guidance is applied to.
  ///   - ignoresPatches: Whether sides need only be multiples of 8.
  func start(
    _ run: PipelineRun<Scalar>, perturbing layers: [String]? = nil, ignoresPatches: Bool = false
  ) throws -> StableDiffusion3Start<Scalar> {
    let size = self.size(run)
    try checkInputs(run, size, ignoresPatches: ignoresPatches)
    let guidance = Guidance(
      run.arguments, denoiserEmbedsScale: false,
      perturbation: PerturbedAttention(run.arguments, layers: layers ?? []))
    return StableDiffusion3Start(
      size: size, guidance: guidance,
      prompt: try StableDiffusion3Prompts(run: run, parts: self, guidance: guidance).encode())
  }

  /// Text-to-image.
  ///
  /// - Parameter layers: The layers that perturbed-attention guidance is applied to; nil in the class
  ///   without it.
  func makePictures(
    _ run: PipelineRun<Scalar>, perturbing layers: [String]? = nil
  ) throws -> PipelineOutput<Scalar> {
    let start = try self.start(run, perturbing: layers)
    let schedule: DenoisingSchedule<Scalar>
    let latents: Tensor<Scalar>
    if layers == nil {
      latents = try noiseLatents(run, start.size)
      schedule = try self.schedule(run, latentSize: try latents.heightAndWidth())
    } else {
      schedule = try DenoisingSchedule(run, scheduler)
      latents = try noiseLatents(run, start.size)
    }
    return try finish(
      run, StableDiffusion3Denoiser(run, self, start).denoise(latents, schedule))
  }

  /// Image-to-image.
  ///
  /// - Parameter layers: The layers that perturbed-attention guidance is applied to; nil in the class
  ///   without it.
  func editPicture(
    _ run: PipelineRun<Scalar>, perturbing layers: [String]? = nil
  ) throws -> PipelineOutput<Scalar> {
    let start = try self.start(run, perturbing: layers)
    let image = try imageProcessor.preprocess(
      run.arguments.imageInput("image"), height: start.size.height, width: start.size.width,
      warn: run.warn)
    var schedule =
      layers == nil
      ? try self.schedule(run, latentSize: latentSize(start.size))
      : try DenoisingSchedule(run, scheduler)
    schedule.begin(flowStrength: run.strength)
    let latents =
      try run.arguments.tensor("latents") ?? pictureLatents(run, image, schedule)
    return try finish(
      run, StableDiffusion3Denoiser(run, self, start).denoise(latents, schedule))
  }

  func latentSize(_ size: (height: Int, width: Int)) -> (height: Int, width: Int) {
    (size.height / scaleFactor, size.width / scaleFactor)
  }

  /// Noised latents of pictures, one for each picture to make.
  private func pictureLatents(
    _ run: PipelineRun<Scalar>, _ image: Tensor<Scalar>, _ schedule: DenoisingSchedule<Scalar>
  ) throws -> Tensor<Scalar> {
    let batch = run.batchSize
    let isLatent = image.shape[1] == vae.latentSpace.channels
    if !isLatent { try InputChecks(run).generators(batch: batch) }
    let encoded = isLatent ? image : try latentImages(run).encode(image)
    let clean = try duplicated(encoded, to: batch)
    let noise = try run.random.randn(clean.shape)
    return try schedule.scalingNoise(
      noise, to: clean, at: schedule.firstTimestep(count: batch))
  }
}

extension Tensor {
  /// The last two of four extents.
  ///
  /// - Throws: Python's error for another number of them.
  func heightAndWidth() throws -> (height: Int, width: Int) {
    try requireUnpackable(shape, into: 4)
    return (shape[2], shape[3])
  }
}
