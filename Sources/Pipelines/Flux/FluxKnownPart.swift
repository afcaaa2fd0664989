import DiffusionModels
import Tensors

/// What inpainting puts back outside the mask after each step: the picture, noised as the latents are.
struct FluxKnownPart<Scalar: TensorScalar> {
  /// 1 for each number of a token that is filled in, `[N, L, C]`.
  let mask: Tensor<Scalar>
  /// The picture's latents, packed or not.
  let image: Tensor<Scalar>
  /// The noise, in the same form.
  let noise: Tensor<Scalar>
  /// The masked picture's latents, packed, where a callback may ask for them.
  var masked: Tensor<Scalar>?
  /// Packs what is not packed yet.
  var packing: (Tensor<Scalar>) throws -> Tensor<Scalar> = { $0 }

  /// The latents after the step number `index`, with the known part of the picture put back. Where a
  /// callback may change the mask, the loop's counts.
  func restored(
    _ schedule: DenoisingSchedule<Scalar>, _ tensors: LoopTensors<Scalar>, after index: Int
  ) throws -> Tensor<Scalar> {
    let latents = tensors.latents
    let mask = tensors.optional("mask") ?? self.mask
    let known = try packing(noised(schedule, at: index + 1))
    try requireBroadcastable(mask.shape, known.shape)
    try requireBroadcastable(mask.shape, latents.shape)
    return (1 - mask) * known + mask * latents
  }

  private func noised(
    _ schedule: DenoisingSchedule<Scalar>, at index: Int
  ) throws -> Tensor<Scalar> {
    guard index < schedule.timesteps.count else { return image }
    try requireBroadcastable(noise.shape, image.shape)
    return try schedule.addingNoise(noise, to: image, at: [schedule.timesteps[index]])
  }
}

extension FluxParts {
  /// What inpainting puts back, all of it packed.
  func knownPart(
    _ run: PipelineRun<Scalar>, _ picture: MaskedPicture<Scalar>, _ size: FluxSize,
    _ start: FluxPictureStart<Scalar>
  ) throws -> FluxKnownPart<Scalar> {
    let (mask, masked) = try maskTokens(run, picture, size)
    return FluxKnownPart(
      mask: mask, image: try packed(start.image, run, size),
      noise: try packed(start.noise, run, size), masked: masked)
  }

  /// The mask for every number of the tokens, and the masked picture's tokens
  /// (`prepare_mask_latents`).
  ///
  /// Upstream does not use the latter; but the draw counts.
  ///
  /// - Parameter noun: What upstream's message calls masks.
  func maskTokens(
    _ run: PipelineRun<Scalar>, _ picture: MaskedPicture<Scalar>, _ size: FluxSize,
    noun: String = "masks"
  ) throws -> (mask: Tensor<Scalar>, masked: Tensor<Scalar>) {
    let batch = run.batchSize
    let small = interpolate(
      picture.mask, size: [size.latentHeight, size.latentWidth], mode: .nearest)
    let masked = try run.arguments.tensor("masked_image_latents") ?? picture.masked()
    let latents =
      masked.shape[1] == latentChannels
      ? masked : try latentImages(run).encode(masked, .sampleTogether)
    let mask = try repeatedMask(small, to: batch, noun: noun)
    let rest = try packed(repeatedMaskedImage(latents, to: batch), run, size)
    return (try packed(mask.repeated(1, channels), run, size), rest)
  }
}
