import Tensors

/// The tasks, for the classes with perturbed-attention guidance and those without.
extension StableDiffusionParts {
  /// Pictures from noise.
  func textToImage(
    _ run: PipelineRun<Scalar>, _ size: (height: Int, width: Int), perturbing layers: [String] = []
  ) throws -> PipelineOutput<Scalar> {
    let guidance = guidance(run, perturbing: layers)
    let prompt = try encodePrompt(run, guidance)
    var schedule = try DenoisingSchedule(run, scheduler)
    let latents = try noiseLatents(run, size, schedule)
    let last = try run.denoise(
      &schedule, loopTensors(latents, prompt, guidance),
      predict: try denoiser(run, guidance).predict)
    return try finish(run, last.latents)
  }

  /// Pictures from the noised latents of a picture.
  func imageToImage(
    _ run: PipelineRun<Scalar>, perturbing layers: [String] = []
  ) throws -> PipelineOutput<Scalar> {
    let guidance = guidance(run, perturbing: layers)
    let prompt = try encodePrompt(run, guidance)
    let image = try imageProcessor.preprocess(run.arguments.imageInput("image"), warn: run.warn)
    var schedule = try DenoisingSchedule(run, scheduler)
    schedule.begin(strength: run.strength)
    let latents = try PictureLatents(run: run, parts: self).latents(
      of: image, schedule, at: schedule.firstTimestep(count: run.batchSize))
    let last = try run.denoise(
      &schedule, loopTensors(latents, prompt, guidance),
      predict: try denoiser(run, guidance).predict)
    return try finish(run, last.latents)
  }

  /// The masked part of a picture filled in.
  ///
  /// - Parameter sharesFirstMask: See `Inpainting`.
  func inpainting(
    _ run: PipelineRun<Scalar>, _ size: (height: Int, width: Int),
    perturbing layers: [String] = [], sharesFirstMask: Bool = false
  ) throws -> PipelineOutput<Scalar> {
    let guidance = guidance(run, perturbing: layers)
    let prompt = try encodePrompt(run, guidance)
    var schedule = try DenoisingSchedule(run, scheduler)
    schedule.begin(strength: run.strength)
    try schedule.requireSteps()
    let inpainting = try Inpainting(
      run, self, size, guidance, schedule, sharesFirstMask: sharesFirstMask)
    let last = try inpainting.denoise(
      &schedule, loopTensors(inpainting.latents, prompt, guidance), denoiser(run, guidance))
    return try finish(
      run, last.latents, around: inpainting.picture, overlay: inpainting.overlaid)
  }
}
