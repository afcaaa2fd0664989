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
  /// Packs what is not packed yet.
  var packing: (Tensor<Scalar>) throws -> Tensor<Scalar> = { $0 }

  /// The latents after the step number `index`, with the known part of the picture put back.
  func restored(
    _ schedule: DenoisingSchedule<Scalar>, _ latents: Tensor<Scalar>, after index: Int
  ) throws -> Tensor<Scalar> {
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
  /// The mask for every number of the tokens (`prepare_mask_latents`).
  ///
  /// Upstream encodes the masked picture, too, and then does not use its latents; but the draw counts.
  ///
  /// - Parameter noun: What upstream's message calls masks.
  func maskTokens(
    _ run: PipelineRun<Scalar>, _ picture: MaskedPicture<Scalar>, _ size: FluxSize,
    noun: String = "masks"
  ) throws -> Tensor<Scalar> {
    let batch = run.batchSize
    let small = interpolate(
      picture.mask, size: [size.latentHeight, size.latentWidth], mode: .nearest)
    let masked = try run.arguments.tensor("masked_image_latents") ?? picture.masked()
    let latents =
      masked.shape[1] == latentChannels
      ? masked : try latentImages(run).encode(masked, .sampleTogether)
    let mask = try repeatedMask(small, to: batch, noun: noun)
    _ = try packed(repeatedMaskedImage(latents, to: batch), run, size)
    return try packed(mask.repeated(1, channels), run, size)
  }
}
