import DiffusionModels
import Images
import Schedulers
import Tensors

/// What pipelines share that denoise an autoencoder's latents as packed tokens: Flux's and Chroma's.
protocol PackedLatentParts<Scalar>: Sendable {
  associatedtype Scalar: TensorScalar
  var vae: any LatentAutoencoder<Scalar> { get }
  var scheduler: any Scheduler<Scalar> { get }
  var imageProcessor: VaeImageProcessor { get }
  /// The channels of the latents that the transformer denoises.
  var channels: Int { get }
}

extension PackedLatentParts {
  /// The call's size; a missing side is as long as 128 latents.
  func size(_ run: PipelineRun<Scalar>) -> FluxSize {
    let scaleFactor = vae.latentSpace.scaleFactor
    let size = run.size(orElse: (128 * scaleFactor, 128 * scaleFactor))
    return FluxSize(height: size.height, width: size.width, scaleFactor: scaleFactor)
  }

  /// The call's latents, or packed noise.
  func startFromNoise(_ run: PipelineRun<Scalar>, _ size: FluxSize) throws -> Tensor<Scalar> {
    if let given = run.arguments.tensor("latents") { return given }
    return try packed(noise(run, size), run, size)
  }

  /// A normal number for each latent of each picture to make.
  func noise(_ run: PipelineRun<Scalar>, _ size: FluxSize) throws -> Tensor<Scalar> {
    let batch = run.batchSize
    try InputChecks(run).generators(batch: batch)
    return try run.random.randn([batch, channels, size.latentHeight, size.latentWidth])
  }

  /// Latents of any size as tokens.
  func packed(
    _ latents: Tensor<Scalar>, _ run: PipelineRun<Scalar>
  ) throws -> Tensor<Scalar> {
    try latents.packed(
      run.batchSize, channels: channels, height: latents.extent(-2), width: latents.extent(-1))
  }

  /// Latents of the call's size as tokens.
  func packed(
    _ latents: Tensor<Scalar>, _ run: PipelineRun<Scalar>, _ size: FluxSize
  ) throws -> Tensor<Scalar> {
    try latents.packed(
      run.batchSize, channels: channels, height: size.latentHeight, width: size.latentWidth)
  }

  func latentImages(_ run: PipelineRun<Scalar>) -> LatentImages<Scalar> {
    LatentImages(run: run, vae: vae, isShifted: true)
  }

  /// The output made of the last tokens.
  ///
  /// - Parameter overlay: What is done with finished pictures.
  func output(
    _ run: PipelineRun<Scalar>, _ size: FluxSize, _ tokens: Tensor<Scalar>,
    overlay: (ImageOutput<Scalar>) throws -> ImageOutput<Scalar> = { $0 }
  ) throws -> PipelineOutput<Scalar> {
    try PictureStage(run: run, processor: imageProcessor).finish(
      tokens,
      decode: {
        try latentImages(run).decode(
          $0.unpacked(height: size.latentHeight, width: size.latentWidth))
      }, overlay: overlay)
  }
}
