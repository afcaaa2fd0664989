public import Checkpoints
import Layers
public import Tensors

/// The variational autoencoder between pictures and latents.
///
/// Upstream: `diffusers/models/autoencoders/autoencoder_kl.py`.
public struct AutoencoderKL<Scalar: TensorScalar>: TilingAutoencoder {
  /// The options the model was built with.
  public let configuration: AutoencoderKLConfiguration
  /// Whether batches are processed one element at a time: diffusers' `enable_slicing`.
  public var useSlicing = false
  /// Whether large inputs are processed in overlapping tiles: diffusers' `enable_tiling`.
  public var useTiling = false
  /// The size of a picture's tile, above which tiling starts.
  public var tileSampleMinSize: Int
  /// The size of a latent tile, above which tiling starts.
  public var tileLatentMinSize: Int
  /// The part of a tile that overlaps its neighbour.
  public var tileOverlapFactor = 0.25

  let encoder: Encoder<Scalar>
  let decoder: Decoder<Scalar>
  let quantConv: Conv2d<Scalar>?
  let postQuantConv: Conv2d<Scalar>?

  /// What upstream does to the names of old checkpoints; to be given to the weight store.
  public static var weightRules: WeightRules { .deprecatedAttention }
  /// diffusers' name of the latents.
  public static var latentsName: String { "z" }

  /// Builds the model; what its weights lack is found by the audit of their store.
  ///
  /// - Throws: What `AutoencoderKLConfiguration.init` throws.
  public init(_ config: Configuration, _ weights: WeightScope<Scalar>) throws {
    self.init(try AutoencoderKLConfiguration(config), weights)
  }

  /// Builds the model that `configuration` describes.
  public init(_ configuration: AutoencoderKLConfiguration, _ weights: WeightScope<Scalar>) {
    self.configuration = configuration
    tileSampleMinSize = configuration.sampleSize
    tileLatentMinSize = configuration.sampleSize / configuration.latentSpace.scaleFactor
    let channels = configuration.latentSpace.channels
    encoder = Encoder(
      weights["encoder"], configuration.down, from: configuration.inChannels, to: 2 * channels)
    decoder = Decoder(
      weights["decoder"], configuration.up, from: channels, to: configuration.outChannels)
    quantConv =
      configuration.usesQuantConv
      ? Conv2d(weights["quant_conv"], 2 * channels, 2 * channels, kernel: 1) : nil
    postQuantConv =
      configuration.usesPostQuantConv
      ? Conv2d(weights["post_quant_conv"], channels, channels, kernel: 1) : nil
  }

  /// The latents that the model encodes to.
  public var latentSpace: LatentSpace { configuration.latentSpace }

  /// The distribution of the latents of `x`.
  ///
  /// - Parameter x: Pictures in -1…1, `[N, in_channels, H, W]`.
  /// - Throws: torch's error for another number of channels.
  public func encode(_ x: Tensor<Scalar>) throws -> DiagonalGaussianDistribution<Scalar> {
    try checkConvolution(x, weight: encoder.inputWeight)
    return DiagonalGaussianDistribution(sliced(x, encoded))
  }

  /// The distribution of the latents of `pictures`, see `encode`.
  public func encoding(of pictures: Tensor<Scalar>) throws -> LatentEncoding<Scalar> {
    .distribution(try encode(pictures))
  }

  /// The pictures that belong to the latents `z`.
  ///
  /// - Parameter z: Latents without scaling and shift, `[N, latent_channels, h, w]`.
  /// - Returns: About -1…1, `[N, out_channels, h · 2ⁿ, w · 2ⁿ]`.
  /// - Throws: torch's errors for another number of channels and for an empty batch.
  public func decode(_ z: Tensor<Scalar>) throws -> Tensor<Scalar> {
    if let postQuantConv { try checkConvolution(z, weight: postQuantConv.weight) }
    try decoder.check(z)
    return sliced(z, decoded)
  }

  private func encoded(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let isLarge = x.extent(-1) > tileSampleMinSize || x.extent(-2) > tileSampleMinSize
    return useTiling && isLarge ? tiledEncode(x) : encodedTile(x)
  }

  private func decoded(_ z: Tensor<Scalar>) -> Tensor<Scalar> {
    let isLarge = z.extent(-1) > tileLatentMinSize || z.extent(-2) > tileLatentMinSize
    return useTiling && isLarge ? tiledDecode(z) : decodedTile(z)
  }

  /// The moments of `x` as a whole.
  func encodedTile(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let moments = encoder(x)
    return quantConv?(moments) ?? moments
  }

  /// The pictures of `z` as a whole.
  func decodedTile(_ z: Tensor<Scalar>) -> Tensor<Scalar> { decoder(postQuantConv?(z) ?? z) }
}
