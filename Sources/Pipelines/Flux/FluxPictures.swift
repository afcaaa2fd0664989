import Checkpoints
import DiffusionModels
import Images
import Schedulers
import Tensors

// Where the denoising begins: noise, or noised pictures.

extension FluxParts {
  /// The schedule from `strength` on.
  ///
  /// - Parameter mayBeEmpty: Whether no step need be left.
  func schedule(
    _ run: PipelineRun<Scalar>, _ size: FluxSize, mayBeEmpty: Bool = false
  ) throws -> DenoisingSchedule<Scalar> {
    var schedule = try DenoisingSchedule(run, scheduler, tokens: size.tokens)
    schedule.begin(flowStrength: run.strength)
    if !mayBeEmpty { try schedule.requireSteps() }
    return schedule
  }

  /// Latents of pictures, repeated for each picture to make. As many channels as latents have mean
  /// latents already, but not where there is a control picture.
  ///
  /// - Parameter name: The argument that the pictures are of.
  func pictureLatents(
    _ run: PipelineRun<Scalar>, _ image: Tensor<Scalar>, name: String = "image",
    _ choice: LatentImages<Scalar>.Choice = .sample
  ) throws -> Tensor<Scalar> {
    let isLatent = !isControlled && image.shape[1] == latentChannels
    let latents = isLatent ? image : try latentImages(run).encode(image, choice)
    return try duplicated(latents, to: run.batchSize, name: name)
  }
}

/// Where a run that begins with a picture stands: its latents, the noise, and their mixture.
struct FluxPictureStart<Scalar: TensorScalar> {
  /// `[N, C, h, w]`.
  let image: Tensor<Scalar>
  /// `[N, C, h, w]`, or the call's latents.
  let noise: Tensor<Scalar>
  /// Tokens of the noised picture.
  let latents: Tensor<Scalar>

  /// Draws noise and mixes it with the picture's latents for the first timestep of `schedule`; the
  /// call's latents take the place of both.
  init(
    _ run: PipelineRun<Scalar>, _ parts: FluxParts<Scalar>, _ size: FluxSize,
    _ schedule: DenoisingSchedule<Scalar>, image: Tensor<Scalar>
  ) throws {
    self.image = image
    if let given = run.arguments.tensor("latents") {
      noise = given
      latents = try parts.packed(given, run, size)
      return
    }
    noise = try parts.noise(run, size)
    try requireBroadcastable(noise.shape, image.shape)
    let noised = try schedule.addingNoise(
      noise, to: image, at: schedule.firstTimestep(count: run.batchSize))
    latents = try parts.packed(noised, run, size)
  }
}
