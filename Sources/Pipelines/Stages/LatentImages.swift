import Checkpoints
import DiffusionModels
import Tensors

/// The autoencoder's part in a run: pictures to latents and back, traced.
struct LatentImages<Scalar: TensorScalar> {
  let run: PipelineRun<Scalar>
  let vae: AutoencoderKL<Scalar>

  /// Scaled latents of `images` `[N, 3, H, W]`, sampled from the posterior: from the run's
  /// generator for the whole batch, or with a list of generators picture by picture.
  ///
  /// - Parameter isNormalized: Whether `latents_mean` and `latents_std` of the VAE are applied.
  func encode(_ images: Tensor<Scalar>, isNormalized: Bool = false) throws -> Tensor<Scalar> {
    let latents: Tensor<Scalar>
    if let generators = run.random.list {
      latents = .concatenated(
        try (0..<images.shape[0]).map { index in
          try posterior(images[index..<(index + 1)]).sample {
            try run.random.randn($0, from: generators[index])
          }
        }, 0)
    } else {
      latents = try posterior(images).sample { try run.random.randn($0) }
    }
    guard isNormalized, let statistics = try statistics() else { return scale * latents }
    return (latents - statistics.mean) * scale / statistics.deviation
  }

  /// Pictures `[N, 3, H, W]` in -1…1 from latents.
  ///
  /// - Parameter isNormalized: Whether `latents_mean` and `latents_std` of the VAE are applied.
  func decode(_ latents: Tensor<Scalar>, isNormalized: Bool = false) throws -> Tensor<Scalar> {
    var scaled = latents / scale
    if isNormalized, let statistics = try statistics() {
      scaled = latents * statistics.deviation / scale + statistics.mean
    }
    return try run.traced("vae", "decode", inputs: [("z", .floats(scaled))]) {
      try vae.decode(scaled)
    } outputs: {
      [("sample", .floats($0))]
    }
  }

  private var scale: Scalar { Scalar(vae.configuration.scalingFactor) }

  /// The mean and deviation of each channel, `[1, 4, 1, 1]`, if the VAE has both.
  private func statistics() throws -> (mean: Tensor<Scalar>, deviation: Tensor<Scalar>)? {
    guard let means = vae.configuration.latentsMean, let deviations = vae.configuration.latentsStd
    else { return nil }
    return (try channels(means), try channels(deviations))
  }

  private func channels(_ values: [Double]) throws -> Tensor<Scalar> {
    guard values.count == 4 else {
      throw PythonError(
        type: .runtimeError,
        message: "shape '[1, 4, 1, 1]' is invalid for input of size \(values.count)")
    }
    return Tensor(values.map { Scalar($0) }, shape: [1, 4, 1, 1])
  }

  private func posterior(_ images: Tensor<Scalar>) throws -> DiagonalGaussianDistribution<Scalar> {
    try run.traced("vae", "encode", inputs: [("x", .floats(images))]) {
      try vae.encode(images)
    } outputs: {
      [("mean", .floats($0.mean)), ("logvar", .floats($0.logvar))]
    }
  }
}
