import Checkpoints
import Images
import Tensors

extension FluxParts {
  /// Text-to-image, with a picture to work from if there is one.
  func makeInContext(_ run: PipelineRun<Scalar>) throws -> PipelineOutput<Scalar> {
    let size = try kontextSize(run)
    try checkInputs(run, size)
    let prompts = try self.prompts(run, takesNegativeEmbeds: true)
    let image = try context(run)
    try InputChecks(run).generators(batch: run.batchSize)
    var denoiser = try self.denoiser(run, size, prompts)
    if let image {
      denoiser = try denoiser.seeing(pictureLatents(run, image, .mode), self)
    }
    let start = try startFromNoise(run, size)
    var schedule = try DenoisingSchedule(run, scheduler, tokens: tokenCount(start))
    schedule.begin(at: 0)
    return try finish(run, size, from: start, schedule, denoiser)
  }

  /// The picture to work from, or its latents.
  private func context(_ run: PipelineRun<Scalar>) throws -> Tensor<Scalar>? {
    let value = run.arguments["image"]
    if value.isNull { return nil }
    if isLatent(value) { return run.arguments.tensor("image") }
    let (input, size) = try kontextInput(run, "image")
    return try imageProcessor.preprocess(
      input, height: size.height, width: size.width, warn: run.warn)
  }

  /// Inpainting, seeing the whole picture or a reference.
  func fillInContext(_ run: PipelineRun<Scalar>) throws -> PipelineOutput<Scalar> {
    try checkInputs(run, kontextSize(run), comparesShapes: true)
    let value = run.arguments["image"]
    guard !value.isNull, !isLatent(value) else {
      throw PythonError.value("image must be provided correctly for inpainting")
    }
    let (input, size) = try kontextInput(run, "image")
    let picture = try MaskedPicture(
      run, imageProcessor, mask: maskProcessor, (size.height, size.width), image: input)
    let reference = try self.reference(run, picture.crop)
    let prompts = try self.prompts(run, takesNegativeEmbeds: true)
    let schedule = try self.schedule(run, size)
    try InputChecks(run).generators(batch: run.batchSize)
    let image = try pictureLatents(run, picture.image, .mode)
    let seen =
      try reference.map { try pictureLatents(run, $0, name: "image_reference", .mode) } ?? image
    let start = try FluxPictureStart(run, self, size, schedule, image: image)
    let denoiser = try self.denoiser(run, size, prompts).seeing(seen, self)
    let known = try knownPart(run, picture, size, start)
    return try finish(run, size, from: start.latents, schedule, denoiser, known: known)
  }

  /// The picture of `image_reference`, cropped as the other one. Latents are ignored.
  private func reference(
    _ run: PipelineRun<Scalar>, _ crop: CropRegion?
  ) throws -> Tensor<Scalar>? {
    let value = run.arguments["image_reference"]
    guard !value.isNull, !isLatent(value) else { return nil }
    let (input, size) = try kontextInput(run, "image_reference")
    return try imageProcessor.preprocess(
      input, height: size.height, width: size.width, resizeMode: crop == nil ? .default : .fill,
      cropCoordinates: crop, warn: run.warn)
  }
}
