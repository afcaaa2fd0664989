import Checkpoints
import DiffusionModels
import Tensors

/// The autoencoder's part in a run: pictures to latents and back, traced.
struct LatentImages<Scalar: TensorScalar> {
  let run: PipelineRun<Scalar>
  let vae: any LatentAutoencoder<Scalar>

  /// Scaled latents of `images` `[N, 3, H, W]`, sampled where the encoder gives distributions:
  /// from the run's generator for the whole batch, or with a list of generators picture by picture.
  ///
  /// - Parameter isNormalized: Whether `latents_mean` and `latents_std` of the VAE are applied.
  func encode(_ images: Tensor<Scalar>, isNormalized: Bool = false) throws -> Tensor<Scalar> {
    let latents: Tensor<Scalar>
    if let generators = run.random.list {
      latents = .concatenated(
        try (0..<images.shape[0]).map { index in
          try sample(images[index..<(index + 1)]) {
            try run.random.randn($0, from: generators[index])
          }
        }, 0)
    } else {
      latents = try sample(images) { try run.random.randn($0) }
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
    return try traced(scaled) { try vae.decode(scaled) }
  }

  /// Pictures from latents, with the known part of `picture` kept by an autoencoder that can.
  func decode(
    _ latents: Tensor<Scalar>, around picture: MaskedPicture<Scalar>
  ) throws -> Tensor<Scalar> {
    guard let vae = vae as? any InpaintingAutoencoder<Scalar> else { return try decode(latents) }
    // Upstream encodes the picture once more and does nothing with it; its noise is drawn.
    _ = try encode(picture.image)
    let scaled = latents / scale
    let condition = [("image", picture.image), ("mask", picture.mask)]
    return try traced(scaled, condition) {
      try vae.decode(scaled, image: picture.image, mask: picture.mask)
    }
  }

  private func traced(
    _ latents: Tensor<Scalar>, _ condition: [(name: String, tensor: Tensor<Scalar>)] = [],
    _ decode: () throws -> Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    let inputs = [(type(of: vae).latentsName, latents)] + condition
    return try run.traced("vae", "decode", inputs: inputs.map { ($0.0, .floats($0.1)) }) {
      try decode()
    } outputs: {
      [("sample", .floats($0))]
    }
  }

  private var scale: Scalar { Scalar(vae.latentSpace.scalingFactor) }

  /// The mean and deviation of each channel, `[1, 4, 1, 1]`, if the VAE has both.
  private func statistics() throws -> (mean: Tensor<Scalar>, deviation: Tensor<Scalar>)? {
    guard let means = vae.latentSpace.mean, let deviations = vae.latentSpace.std
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

  /// The latents of `images`, with the noise of `draw` where the encoder gives distributions.
  private func sample(
    _ images: Tensor<Scalar>, _ draw: ([Int]) throws -> Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    let encoding = try run.traced("vae", "encode", inputs: [("x", .floats(images))]) {
      try vae.encoding(of: images)
    } outputs: { encoding in
      switch encoding {
      case .distribution(let posterior):
        [("mean", .floats(posterior.mean)), ("logvar", .floats(posterior.logvar))]
      case .latents(let latents): [("latents", .floats(latents))]
      }
    }
    switch encoding {
    case .distribution(let posterior): return try posterior.sample(draw)
    case .latents(let latents): return latents
    }
  }
}
