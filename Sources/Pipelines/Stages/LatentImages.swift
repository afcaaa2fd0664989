import Checkpoints
import DiffusionModels
import Tensors

/// The autoencoder's part in a run: pictures to latents and back, traced.
struct LatentImages<Scalar: TensorScalar> {
  let run: PipelineRun<Scalar>
  let vae: AutoencoderKL<Scalar>

  /// Scaled latents of `images` `[N, 3, H, W]`, sampled from the posterior: from the run's
  /// generator for the whole batch, or with a list of generators picture by picture.
  func encode(_ images: Tensor<Scalar>) throws -> Tensor<Scalar> {
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
    return Scalar(vae.configuration.scalingFactor) * latents
  }

  /// Pictures `[N, 3, H, W]` in -1…1 from latents.
  func decode(_ latents: Tensor<Scalar>) throws -> Tensor<Scalar> {
    let scaled = latents / Scalar(vae.configuration.scalingFactor)
    return try run.traced("vae", "decode", inputs: [("z", .floats(scaled))]) {
      try vae.decode(scaled)
    } outputs: {
      [("sample", .floats($0))]
    }
  }

  private func posterior(_ images: Tensor<Scalar>) throws -> DiagonalGaussianDistribution<Scalar> {
    try run.traced("vae", "encode", inputs: [("x", .floats(images))]) {
      try vae.encode(images)
    } outputs: {
      [("mean", .floats($0.mean)), ("logvar", .floats($0.logvar))]
    }
  }
}
