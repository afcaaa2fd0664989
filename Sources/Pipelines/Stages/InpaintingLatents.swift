import Checkpoints
import DiffusionModels
import Schedulers
import Tensors

/// Where the denoising of an inpainting call starts, and the known part it is held to.
struct InpaintingLatents<Scalar: TensorScalar> {
  /// The first latents.
  let latents: Tensor<Scalar>
  private let noise: Tensor<Scalar>
  private let image: Tensor<Scalar>?

  /// Draws noise, and encodes the picture where strength is below 1 or the U-Net has 4 channels.
  ///
  /// - Parameter addsNoise: Whether the picture is noised; if not, the denoising starts from it as
  ///   it is, whatever latents the call gives.
  init(
    _ run: PipelineRun<Scalar>, _ parts: some LatentDiffusionParts<Scalar>,
    _ size: (height: Int, width: Int), _ picture: MaskedPicture<Scalar>,
    _ schedule: DenoisingSchedule<Scalar>, addsNoise: Bool = true
  ) throws {
    let batch = run.batchSize
    try InputChecks(run).generators(batch: batch)
    let given = run.arguments.tensor("latents")
    let isPureNoise = run.arguments.double("strength") == 1
    let isNeeded = parts.unet.configuration.inChannels == 4 || given == nil && !isPureNoise
    image =
      isNeeded || picture.isLatent
      ? try Self.encoded(picture.image, run, parts, batch) : nil
    if let given, addsNoise {
      noise = given
      latents = given * schedule.initialNoiseSigma
      return
    }
    noise = try run.random.randn([
      batch, parts.vae.latentSpace.channels, size.height / parts.scaleFactor,
      size.width / parts.scaleFactor,
    ])
    if !addsNoise {
      guard let image else {
        throw PythonError(
          type: .unboundLocalError,
          message: "cannot access local variable 'image_latents' where it is not associated with a"
            + " value")
      }
      latents = image
    } else if let image, !isPureNoise {
      try requireBroadcastable(image.shape, noise.shape)
      latents = try schedule.addingNoise(
        noise, to: image, at: schedule.firstTimestep(count: batch))
    } else {
      latents = noise * schedule.initialNoiseSigma
    }
  }

  /// Latents of the picture, repeated for each picture to make; four channels are latents already.
  private static func encoded(
    _ image: Tensor<Scalar>, _ run: PipelineRun<Scalar>, _ parts: some LatentDiffusionParts<Scalar>,
    _ batch: Int
  ) throws -> Tensor<Scalar> {
    let latents = image.shape[1] == 4 ? image : try parts.latentImages(run).encode(image)
    return latents.repeated(0, batch / latents.shape[0])
  }

  /// The picture's latents with the noise of the timestep at `index`, without any after the last.
  func known(at index: Int, _ schedule: DenoisingSchedule<Scalar>) throws -> Tensor<Scalar> {
    guard let image else { preconditionFailure("a U-Net of 4 channels needs the picture") }
    guard index < schedule.timesteps.count else { return image }
    try requireBroadcastable(image.shape, noise.shape)
    return try schedule.addingNoise(noise, to: image, at: [schedule.timesteps[index]])
  }
}
