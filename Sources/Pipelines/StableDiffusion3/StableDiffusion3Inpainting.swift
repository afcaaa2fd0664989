import Checkpoints
import DiffusionModels
import Images
import Schedulers
import Tensors

/// The part of an inpainting run that the mask shapes.
///
/// A transformer of 33 channels sees the mask and the masked picture; with one of 16, the latents
/// outside the mask are put back after every step.
struct StableDiffusion3Inpainting<Scalar: TensorScalar> {
  /// The first latents.
  let latents: Tensor<Scalar>
  private let run: PipelineRun<Scalar>
  private let picture: MaskedPicture<Scalar>
  private let noise: Tensor<Scalar>
  private let image: Tensor<Scalar>?
  private let mask: Tensor<Scalar>
  private let maskedImage: Tensor<Scalar>
  private let guidance: Guidance<Scalar>
  private let hasMaskChannels: Bool

  init(
    _ run: PipelineRun<Scalar>, _ parts: StableDiffusion3Parts<Scalar>,
    _ start: StableDiffusion3Start<Scalar>, _ schedule: DenoisingSchedule<Scalar>
  ) throws {
    self.run = run
    guidance = start.guidance
    let inChannels = parts.transformer.configuration.inChannels
    hasMaskChannels = inChannels == 33
    picture = try MaskedPicture(
      run, parts.imageProcessor,
      mask: .mask(
        scaleFactor: parts.scaleFactor, latentChannels: parts.vae.latentSpace.channels),
      (start.size.height, start.size.width))
    let batch = run.batchSize
    try InputChecks(run).generators(batch: batch)
    let given = run.arguments.tensor("latents")
    let isPureNoise = run.arguments.double("strength") == 1
    let needsImage = inChannels == 16 || given == nil && !isPureNoise
    image =
      needsImage ? try Self.encoded(picture.image, run, parts, batch: batch) : nil
    let small = parts.latentSize(start.size)
    noise =
      try given
      ?? run.random.randn([
        batch, parts.vae.latentSpace.channels, small.height, small.width,
      ])
    if given == nil, !isPureNoise, let image {
      try requireBroadcastable(image.shape, noise.shape)
      latents = try schedule.scalingNoise(
        noise, to: image, at: schedule.firstTimestep(count: batch))
    } else {
      latents = noise
    }
    mask = guidance.copied(
      try repeatedMask(
        interpolate(picture.mask, size: [small.height, small.width], mode: .nearest), to: batch))
    maskedImage = guidance.copied(
      try repeatedMaskedImage(Self.masked(picture, run, parts), to: batch))
    try checkChannels(parts)
  }

  /// Latents of the picture for each picture to make; 16 channels are latents already.
  private static func encoded(
    _ image: Tensor<Scalar>, _ run: PipelineRun<Scalar>, _ parts: StableDiffusion3Parts<Scalar>,
    batch: Int
  ) throws -> Tensor<Scalar> {
    let latents = image.shape[1] == 16 ? image : try parts.latentImages(run).encode(image)
    return latents.repeated(0, batch / latents.shape[0])
  }

  /// Latents of the masked picture, or those of the call, which upstream shifts and scales again.
  private static func masked(
    _ picture: MaskedPicture<Scalar>, _ run: PipelineRun<Scalar>,
    _ parts: StableDiffusion3Parts<Scalar>
  ) throws -> Tensor<Scalar> {
    let masked = try run.arguments.tensor("masked_image_latents") ?? picture.masked()
    let encoder = parts.latentImages(run)
    return masked.shape[1] == 16
      ? try encoder.scaled(masked) : try encoder.encode(masked, .sampleTogether)
  }

  /// Denoises along `schedule` by `denoiser`, which is told of the mask.
  func denoise(
    _ schedule: DenoisingSchedule<Scalar>, _ denoiser: StableDiffusion3Denoiser<Scalar>
  ) throws -> Tensor<Scalar> {
    var schedule = schedule
    var denoiser = denoiser
    var tensors = denoiser.loopTensors(latents)
    tensors.others["mask"] = mask
    tensors.others["masked_image_latents"] = maskedImage
    if hasMaskChannels { denoiser.condition = ["mask", "masked_image_latents"] }
    return try run.denoise(&schedule, tensors, predict: denoiser.predict, correct: restored)
      .latents
  }

  /// The latents after a step, with the known part of the picture put back.
  private func restored(
    _ schedule: DenoisingSchedule<Scalar>, _ tensors: LoopTensors<Scalar>, _ step: Int
  ) throws -> Tensor<Scalar> {
    guard !hasMaskChannels, let image else { return tensors.latents }
    let mask = guidance.first(tensors["mask"])
    var known = image
    if step + 1 < schedule.timesteps.count {
      try requireBroadcastable(noise.shape, image.shape)
      known = try schedule.scalingNoise(noise, to: image, at: [schedule.timesteps[step + 1]])
    }
    try requireBroadcastable(mask.shape, known.shape)
    try requireBroadcastable(known.shape, tensors.latents.shape)
    return (1 - mask) * known + mask * tensors.latents
  }

  /// With a crop, the pictures pasted into the original.
  func overlaid(_ output: ImageOutput<Scalar>) throws -> ImageOutput<Scalar> {
    try picture.overlaid(output)
  }

  private func checkChannels(_ parts: StableDiffusion3Parts<Scalar>) throws {
    let expected = parts.transformer.configuration.inChannels
    guard expected == 33 else {
      guard expected != 16 else { return }
      throw PythonError.value(
        "The transformer <class"
          + " 'diffusers.models.transformers.transformer_sd3.SD3Transformer2DModel'> should have 16"
          + " input channels or 33 input channels, not \(expected).")
    }
    let latents = parts.vae.latentSpace.channels
    let (maskChannels, imageChannels) = (mask.shape[1], maskedImage.shape[1])
    let sum = latents + maskChannels + imageChannels
    guard sum != expected else { return }
    throw PythonError.value(
      """
      Incorrect configuration settings! The config of `pipeline.transformer`: {…} expects \
      \(expected) but received `num_channels_latents`: \(latents) + `num_channels_mask`: \
      \(maskChannels) + `num_channels_masked_image`: \(imageChannels) = \(sum). Please verify the \
      config of `pipeline.transformer` or your `mask_image` or `image` input.
      """)
  }
}

extension StableDiffusion3Parts {
  /// Inpainting. Upstream's decoding leaves the VAE's shift out.
  func fillPicture(_ run: PipelineRun<Scalar>) throws -> PipelineOutput<Scalar> {
    let start = try self.start(run)
    var schedule = try self.schedule(run, latentSize: latentSize(start.size))
    schedule.begin(flowStrength: run.strength)
    try schedule.requireSteps()
    let inpainting = try StableDiffusion3Inpainting(run, self, start, schedule)
    let denoiser = try StableDiffusion3Denoiser(run, self, start)
    return try finish(
      run, try inpainting.denoise(schedule, denoiser), isShifted: false,
      overlay: inpainting.overlaid)
  }
}
