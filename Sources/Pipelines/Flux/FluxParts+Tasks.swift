import Checkpoints
import Tensors

// The tasks, each with or without a control picture, in upstream's order.

extension FluxParts {
  /// Text-to-image.
  func makePictures(_ run: PipelineRun<Scalar>) throws -> PipelineOutput<Scalar> {
    let size = self.size(run)
    try checkInputs(run, size)
    let prompts = try self.prompts(run, takesNegativeEmbeds: true)
    let control = try self.control(run, size)
    let start = try startFromNoise(run, size)
    var schedule = try DenoisingSchedule(
      run, scheduler, tokens: tokenCount(start), yieldsToFlowSigmas: !isControlled)
    if !isControlled { schedule.begin(at: 0) }
    return try finish(
      run, size, from: start, schedule, denoiser(run, size, prompts, control))
  }

  /// Image-to-image.
  func editPicture(_ run: PipelineRun<Scalar>) throws -> PipelineOutput<Scalar> {
    let size = self.size(run)
    try checkInputs(run, size, comparesShapes: true)
    let image = try imageProcessor.preprocess(
      run.arguments.imageInput("image"), height: size.height, width: size.width, warn: run.warn)
    let prompts = try self.prompts(run)
    let schedule = try self.schedule(run, size)
    let control = try self.control(run, size)
    let start = try start(run, size, schedule, picture: pictureLatents(run, image))
    return try finish(
      run, size, from: start, schedule, denoiser(run, size, prompts, control))
  }

  /// The latents that the call gives, or the noised ones of a picture.
  func start(
    _ run: PipelineRun<Scalar>, _ size: FluxSize, _ schedule: DenoisingSchedule<Scalar>,
    picture latents: @autoclosure () throws -> Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    try InputChecks(run).generators(batch: run.batchSize)
    return try run.arguments.tensor("latents")
      ?? FluxPictureStart(run, self, size, schedule, image: latents()).latents
  }

  /// Inpainting.
  func fillPicture(_ run: PipelineRun<Scalar>) throws -> PipelineOutput<Scalar> {
    let size = self.size(run)
    try checkInputs(run, size, comparesShapes: true)
    let picture = try MaskedPicture(
      run, imageProcessor, mask: maskProcessor, (size.height, size.width))
    let prompts = try self.prompts(run)
    let schedule = try self.schedule(run, size)
    try InputChecks(run).generators(batch: run.batchSize)
    let image = try pictureLatents(run, picture.image)
    let start = try FluxPictureStart(run, self, size, schedule, image: image)
    let known = try knownPart(run, picture, size, start)
    return try finish(
      run, size, from: start.latents, schedule, denoiser(run, size, prompts), known: known,
      overlay: picture.overlaid)
  }

  /// Inpainting under a control picture. Upstream refuses all latents that the call gives, one way or
  /// another.
  func fillControlledPicture(_ run: PipelineRun<Scalar>) throws -> PipelineOutput<Scalar> {
    let size = self.size(run)
    try checkInputs(run, size)
    let prompts = try self.prompts(run)
    let latents = run.arguments.tensor("latents")
    let masked = run.arguments.tensor("masked_image_latents")
    if masked != nil, latents == nil {
      throw PythonError(
        type: .attributeError, message: "'NoneType' object has no attribute 'device'")
    }
    let picture = try MaskedPicture(
      run, imageProcessor, mask: maskProcessor, (size.height, size.width))
    let mask = try masked ?? maskTokens(run, picture, size, noun: "mask_image").mask
    let schedule = try self.schedule(run, size)
    let control = try self.control(run, size)
    try InputChecks(run).generators(batch: run.batchSize)
    if latents != nil {
      throw PythonError.value("not enough values to unpack (expected 4, got 2)")
    }
    let image = try pictureLatents(run, picture.image)
    let start = try FluxPictureStart(run, self, size, schedule, image: image)
    let known = FluxKnownPart(mask: mask, image: image, noise: start.noise) {
      try packed($0, run, size)
    }
    return try finish(
      run, size, from: start.latents, schedule, denoiser(run, size, prompts, control),
      known: known)
  }
}

/// The number of tokens that a call's latents hold.
func tokenCount<Scalar>(_ latents: Tensor<Scalar>) throws -> Int {
  guard latents.rank >= 2 else {
    throw PythonError(type: .indexError, message: "tuple index out of range")
  }
  return latents.shape[1]
}
