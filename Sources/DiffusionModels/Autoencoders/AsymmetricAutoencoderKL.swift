public import Checkpoints
import Layers
public import Tensors

/// The variational autoencoder for inpainting: its larger decoder sees the known part of a picture.
///
/// Zhu et al., "Designing a Better Asymmetric VQGAN for StableDiffusion" (arXiv 2306.04632);
/// upstream: `diffusers/models/autoencoders/autoencoder_asym_kl.py`.
public struct AsymmetricAutoencoderKL<Scalar: TensorScalar>: InpaintingAutoencoder {
  /// The latents that the model encodes to.
  public let latentSpace: LatentSpace

  private let encoder: Encoder<Scalar>
  private let decoder: Decoder<Scalar>
  private let conditionEncoder: MaskConditionEncoder<Scalar>
  private let quantConv: Conv2d<Scalar>
  private let postQuantConv: Conv2d<Scalar>

  /// What upstream does to the names of old checkpoints; to be given to the weight store.
  public static var weightRules: WeightRules { .deprecatedAttention }
  /// diffusers' name of the latents.
  public static var latentsName: String { "z" }

  /// Builds the model; what its weights lack is found by the audit of their store.
  ///
  /// - Throws: diffusers' errors, or a `CheckpointError` that names the key of an option that has an
  ///   impossible value or one that is not supported.
  public init(_ config: Configuration, _ weights: WeightScope<Scalar>) throws {
    let inputs = try config.size("in_channels", default: 3)
    let outputs = try config.size("out_channels", default: 3)
    let channels = try config.size("latent_channels", default: 4)
    let down = try AutoencoderBlocks(
      config, .down, types: "down_block_types", channels: "down_block_out_channels",
      layers: "layers_per_down_block")
    let up = try AutoencoderBlocks(
      config, .up, types: "up_block_types", channels: "up_block_out_channels",
      layers: "layers_per_up_block")
    // Nothing is made of these; upstream saves the last two with the model, but sets them itself.
    for key in ["sample_size", "block_out_channels", "force_upcast"] { _ = config.value(key) }
    latentSpace = LatentSpace(
      channels: channels, scaleFactor: up.scaleFactor,
      scalingFactor: try config.double("scaling_factor", default: 0.18215))
    encoder = Encoder(weights["encoder"], down, from: inputs, to: 2 * channels)
    decoder = Decoder(weights["decoder"], up, from: channels, to: outputs)
    conditionEncoder = MaskConditionEncoder(
      weights["decoder"]["condition_encoder"], from: outputs, up.channels[0],
      atMost: up.channels[up.channels.count - 1])
    quantConv = Conv2d(weights["quant_conv"], 2 * channels, 2 * channels, kernel: 1)
    postQuantConv = Conv2d(weights["post_quant_conv"], channels, channels, kernel: 1)
  }

  /// The distribution of the latents of `pictures`, `[N, in_channels, H, W]` in -1…1.
  ///
  /// - Throws: torch's error for another number of channels.
  public func encoding(of pictures: Tensor<Scalar>) throws -> LatentEncoding<Scalar> {
    try checkConvolution(pictures, weight: encoder.inputWeight)
    return .distribution(DiagonalGaussianDistribution(quantConv(encoder(pictures))))
  }

  /// The pictures that belong to `latents`, all of them new.
  public func decode(_ latents: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try checkConvolution(latents, weight: postQuantConv.weight)
    try decoder.check(latents)
    return decoder(postQuantConv(latents))
  }

  /// The pictures that belong to `latents`, with the part of `image` where `mask` is 0 kept.
  public func decode(
    _ latents: Tensor<Scalar>, image: Tensor<Scalar>, mask: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    try checkConvolution(latents, weight: postQuantConv.weight)
    try decoder.check(latents)
    try requireBroadcastable(mask.shape, image.shape)
    let known = try conditionEncoder((1 - mask) * image)
    return try decoder(postQuantConv(latents)) { hidden in
      let shape = hidden.shape
      guard let level = known[shape] else {
        let size = shape.map(String.init).joined(separator: ", ")
        throw PythonError(
          type: .keyError, message: "'(\(size))'",
          advice: "The decoder keeps a known picture only with as many pictures as latents, four"
            + " levels, and the channels that its condition encoder doubles to")
      }
      let mask = interpolate(mask, size: Array(shape[2...]), mode: .nearest)
      return hidden * mask + level * (1 - mask)
    }
  }
}

/// Makes feature maps of the known part of a picture, one for each level of the decoder.
struct MaskConditionEncoder<Scalar: TensorScalar>: Sendable {
  private let layers: [Conv2d<Scalar>]

  /// - Parameters:
  ///   - channels: The channels of the first layer; each has twice as many as the one before.
  ///   - limit: The largest number of channels, and that of the last layer.
  init(
    _ weights: WeightScope<Scalar>, from inputs: Int, _ channels: Int, atMost limit: Int
  ) {
    var outputs: [Int] = []
    for _ in 0..<4 { outputs.append(min(outputs.last.map { 2 * $0 } ?? channels, limit)) }
    outputs.append(limit)
    layers = zip([inputs] + outputs, outputs).enumerated().map { index, size in
      Conv2d(
        weights["layers"][index], size.0, size.1, kernel: index < 2 ? 3 : 4,
        stride: index < 2 ? 1 : 2, padding: 1)
    }
  }

  /// The layers' feature maps by shape; of two with one shape, the later.
  ///
  /// - Parameter x: `[N, inputs, H, W]`.
  /// - Throws: torch's errors for another number of channels, and for too small a picture.
  func callAsFunction(_ x: Tensor<Scalar>) throws -> [[Int]: Tensor<Scalar>] {
    var maps: [[Int]: Tensor<Scalar>] = [:]
    var hidden = x
    for layer in layers {
      try checkConvolution(hidden, weight: layer.weight)
      try checkKernel(hidden, layer)
      hidden = layer(hidden)
      maps[hidden.shape] = hidden
      hidden = hidden.relu()
    }
    return maps
  }

  private func checkKernel(_ x: Tensor<Scalar>, _ layer: Conv2d<Scalar>) throws {
    let size = x.shape[2...].map { $0 + 2 * layer.padding }
    let kernel = layer.weight.extent(-1)
    guard size.contains(where: { $0 < kernel }) else { return }
    throw PythonError(
      type: .runtimeError,
      message: "Calculated padded input size per channel: (\(size[0]) x \(size[1])). Kernel size:"
        + " (\(kernel) x \(kernel)). Kernel size can't be greater than actual input size")
  }
}
