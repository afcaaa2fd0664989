import DiffusionModels
import Images
import Schedulers
import Tensors

/// The components that every pipeline of a U-Net in a VAE's latents has, and the stages that need
/// no others.
protocol LatentDiffusionParts<Scalar>: Sendable {
  associatedtype Scalar: TensorScalar

  var vae: any LatentAutoencoder<Scalar> { get }
  var unet: UNet2DConditionModel<Scalar> { get }
  var scheduler: any Scheduler<Scalar> { get }
  /// The size of the latents that the U-Net was trained on.
  var sampleSize: (height: Int, width: Int)? { get }
  /// Pixels per latent along each side.
  var scaleFactor: Int { get }
  /// Whether pictures of other modes are converted to RGB.
  var convertsRGB: Bool { get }
}

extension LatentDiffusionParts {
  /// Pictures are taken as they are.
  var convertsRGB: Bool { false }

  var imageProcessor: VaeImageProcessor {
    VaeImageProcessor(vaeScaleFactor: scaleFactor, doConvertRGB: convertsRGB)
  }

  /// Guidance as the call asks for it.
  ///
  /// - Parameters:
  ///   - layers: The layers that perturbed-attention guidance is applied to.
  ///   - isAlwaysMixed: Whether a U-Net that could embed the scale makes no difference.
  func guidance(
    _ run: PipelineRun<Scalar>, perturbing layers: [String] = [], isAlwaysMixed: Bool = false
  ) -> Guidance<Scalar> {
    Guidance(
      run.arguments,
      denoiserEmbedsScale: !isAlwaysMixed && unet.configuration.timeCondProjDim != nil,
      perturbation: PerturbedAttention(run.arguments, layers: layers))
  }

  /// The side of a picture that the U-Net was trained on, in pixels.
  func defaultSize() -> (height: Int, width: Int) {
    let size = sampleSize ?? (0, 0)
    return (size.height * scaleFactor, size.width * scaleFactor)
  }

  /// The call's size; each missing side is the default's.
  func size(_ run: PipelineRun<Scalar>) -> (height: Int, width: Int) {
    run.size(orElse: defaultSize())
  }

  func latentImages(_ run: PipelineRun<Scalar>) -> LatentImages<Scalar> {
    LatentImages(run: run, vae: vae)
  }

  /// The U-Net under `guidance`.
  func denoiser(
    _ run: PipelineRun<Scalar>, _ guidance: Guidance<Scalar>
  ) throws -> UNetDenoiser<Scalar> {
    try checkScheduler(run)
    return try UNetDenoiser(run, unet, guidance)
  }

  /// The scheduler has what a call uses of it.
  private func checkScheduler(_ run: PipelineRun<Scalar>) throws {
    let beginsWithNoise =
      switch run.row.task {
      case .textToImage: true
      case .imageToImage: false
      case .inpainting: run.arguments.double("strength") == 1
      }
    try scheduler.require(.order)
    try scheduler.require(beginsWithNoise ? .initNoiseSigma : .addNoise)
    try scheduler.requirePlainStep()
  }

  /// Noise in the latents' shape, or the caller's latents, as strong as the schedule begins.
  func noiseLatents(
    _ run: PipelineRun<Scalar>, _ size: (height: Int, width: Int),
    _ schedule: DenoisingSchedule<Scalar>
  ) throws -> Tensor<Scalar> {
    let batch = run.batchSize
    try InputChecks(run).generators(batch: batch)
    let shape = [
      batch, unet.configuration.inChannels, size.height / scaleFactor, size.width / scaleFactor,
    ]
    let noise = try run.arguments.tensor("latents") ?? run.random.randn(shape)
    return noise * schedule.initialNoiseSigma
  }
}
