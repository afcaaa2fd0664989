import Checkpoints
import Schedulers
import Tensors

/// The latents of the pictures of an image-to-image call, one for each picture to make
/// (`prepare_latents`).
struct PictureLatents<Scalar: TensorScalar> {
  let run: PipelineRun<Scalar>
  let parts: any LatentDiffusionParts<Scalar>
  /// Whether the VAE's `latents_mean` and `latents_std` are applied.
  var isNormalized = false
  /// Whether one picture for several prompts is worth a warning.
  var warnsOfDuplicates = true

  /// The latents of preprocessed pictures, noised to `timesteps`; clean for nil.
  func latents(
    of image: Tensor<Scalar>, _ schedule: DenoisingSchedule<Scalar>, at timesteps: [Timestep]?
  ) throws -> Tensor<Scalar> {
    let batch = run.batchSize
    let clean = try repeated(try encoded(image, batch), to: batch)
    guard let timesteps else { return clean }
    let noise = try run.random.randn(clean.shape)
    return try schedule.addingNoise(noise, to: clean, at: timesteps)
  }

  /// The scaled latents of pictures; four channels are latents already and stay as they are.
  private func encoded(_ image: Tensor<Scalar>, _ batch: Int) throws -> Tensor<Scalar> {
    guard image.shape[1] != 4 else { return image }
    let encoder = parts.latentImages(run)
    guard run.random.list != nil else {
      return try encoder.encode(image, isNormalized: isNormalized)
    }
    try InputChecks(run).generators(batch: batch)
    let count = image.shape[0]
    guard count >= batch || batch % count == 0 else {
      throw PythonError.value(
        "Cannot duplicate `image` of batch size \(count) to effective batch_size \(batch) ")
    }
    let images = count < batch ? image.repeated(0, batch / count) : image
    return try encoder.encode(images[0..<batch], isNormalized: isNormalized)
  }

  private func repeated(_ latents: Tensor<Scalar>, to batch: Int) throws -> Tensor<Scalar> {
    let count = latents.shape[0]
    let all = try duplicated(latents, to: batch)
    if warnsOfDuplicates && batch > count {
      run.warn(
        "You have passed \(batch) text prompts (`prompt`), but only \(count) initial images"
          + " (`image`). Initial images are now duplicating to match the number of text prompts.")
    }
    return all
  }
}

/// The latents of the pictures in the argument `name`, repeated for each of `batch` pictures to make.
func duplicated<Scalar: TensorScalar>(
  _ latents: Tensor<Scalar>, to batch: Int, name: String = "image"
) throws -> Tensor<Scalar> {
  let count = latents.shape[0]
  guard batch > count else { return latents }
  guard count > 0, batch % count == 0 else {
    throw PythonError.value(
      "Cannot duplicate `\(name)` of batch size \(count) to \(batch) text prompts.")
  }
  return latents.repeated(0, batch / count)
}
