import Checkpoints
import DiffusionModels
import Tensors

/// The autoencoder's part in a run: pictures to latents and back, traced.
struct LatentImages<Scalar: TensorScalar> {
  /// How latents are taken from the posterior.
  enum Choice {
    /// A sample; with a list of generators, picture by picture.
    case sample
    /// A sample for all pictures at once, whatever the generators.
    case sampleTogether
    /// The mean; with a list of generators, picture by picture.
    case mode
    /// A sample for all pictures at once from torch's global generator.
    case sampleGlobally
  }

  let run: PipelineRun<Scalar>
  let vae: any LatentAutoencoder<Scalar>
  /// Whether the VAE's `shift_factor` is applied.
  var isShifted = false

  /// Scaled latents of `images` `[N, 3, H, W]`.
  ///
  /// - Parameter isNormalized: Whether `latents_mean` and `latents_std` of the VAE are applied.
  func encode(
    _ images: Tensor<Scalar>, _ choice: Choice = .sample, isNormalized: Bool = false
  ) throws -> Tensor<Scalar> {
    let latents = try chosen(images, choice)
    if isShifted { return try scaled(latents) }
    guard isNormalized, let statistics = try statistics() else { return scale * latents }
    return (latents - statistics.mean) * scale / statistics.deviation
  }

  /// Latents from the autoencoder, shifted and scaled.
  func scaled(_ latents: Tensor<Scalar>) throws -> Tensor<Scalar> {
    (latents - (try shift())) * scale
  }

  private func chosen(_ images: Tensor<Scalar>, _ choice: Choice) throws -> Tensor<Scalar> {
    if choice == .sampleGlobally { return try encoded(images, choice, run.random.globalRandn) }
    guard let generators = run.random.list, choice != .sampleTogether else {
      return try encoded(images, choice) { try run.random.randn($0) }
    }
    guard generators.count >= images.shape[0] else { throw RandomDraws<Scalar>.missingGenerator }
    let latents = try (0..<images.shape[0]).map { index in
      try encoded(images[index..<(index + 1)], choice) {
        try run.random.randn($0, from: generators[index])
      }
    }
    return .concatenated(latents, 0)
  }

  /// Pictures `[N, 3, H, W]` in -1…1 from latents.
  ///
  /// - Parameter isNormalized: Whether `latents_mean` and `latents_std` of the VAE are applied.
  func decode(_ latents: Tensor<Scalar>, isNormalized: Bool = false) throws -> Tensor<Scalar> {
    var scaled = latents / scale
    if isNormalized, let statistics = try statistics() {
      scaled = latents * statistics.deviation / scale + statistics.mean
    }
    if isShifted { scaled = scaled + (try shift()) }
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

  private func shift() throws -> Scalar {
    guard let shift = vae.latentSpace.shiftFactor else {
      throw PythonError.type("unsupported operand type(s) for -: 'Tensor' and 'NoneType'")
    }
    return Scalar(shift)
  }

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

  /// The latents of `images`; where the encoder gives distributions, `choice` with the noise of `draw`.
  private func encoded(
    _ images: Tensor<Scalar>, _ choice: Choice, _ draw: ([Int]) throws -> Tensor<Scalar>
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
    case .distribution(let posterior):
      return choice == .mode ? posterior.mode() : try posterior.sample(draw)
    case .latents(let latents): return latents
    }
  }
}
