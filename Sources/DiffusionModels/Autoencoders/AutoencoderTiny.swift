public import Checkpoints
import Layers
public import Tensors

/// The small distilled autoencoder between pictures and latents, TAESD.
///
/// Upstream: `diffusers/models/autoencoders/autoencoder_tiny.py`.
public struct AutoencoderTiny<Scalar: TensorScalar>: TilingAutoencoder {
  /// The options the model was built with.
  public let configuration: AutoencoderTinyConfiguration
  /// Whether batches are processed one element at a time: diffusers' `enable_slicing`.
  public var useSlicing = false
  /// Whether inputs are processed in overlapping tiles: diffusers' `enable_tiling`.
  public var useTiling = false
  /// The part of a tile that overlaps its neighbour.
  public var tileOverlapFactor = 0.125
  /// The size of a picture's tile.
  public var tileSampleMinSize = 512
  /// The size of a latent tile.
  public var tileLatentMinSize: Int
  /// Pixels per latent along each side, as far as tiles go: upstream takes the number of channels
  /// for the number of levels.
  let spatialScaleFactor: Int

  private let encoder: TinyLayers<Scalar>
  private let decoder: TinyLayers<Scalar>

  /// diffusers' name of the latents.
  public static var latentsName: String { "x" }

  /// Builds the model; what its weights lack is found by the audit of their store.
  ///
  /// - Throws: What `AutoencoderTinyConfiguration.init` throws.
  public init(_ config: Configuration, _ weights: WeightScope<Scalar>) throws {
    configuration = try AutoencoderTinyConfiguration(config)
    spatialScaleFactor = 1 << min(configuration.outChannels, 30)
    tileLatentMinSize = tileSampleMinSize / spatialScaleFactor
    encoder = TinyLayers(encoder: weights["encoder"]["layers"], configuration)
    decoder = TinyLayers(decoder: weights["decoder"]["layers"], configuration)
  }

  /// The latents that the model encodes to.
  public var latentSpace: LatentSpace { configuration.latentSpace }

  /// The latents of `x`, pictures in -1…1, `[N, in_channels, H, W]`.
  ///
  /// - Throws: torch's errors for another number of channels, or tiles that do not fit.
  public func encode(_ x: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try sliced(x) { useTiling ? try tiledEncode($0) : try encodedTile($0) }
  }

  /// The latents of `pictures`, see `encode`.
  public func encoding(of pictures: Tensor<Scalar>) throws -> LatentEncoding<Scalar> {
    .latents(try encode(pictures))
  }

  /// The pictures that belong to the latents `x`, `[N, latent_channels, h, w]`.
  ///
  /// - Returns: About -1…1, `[N, out_channels, h · 2ⁿ, w · 2ⁿ]`.
  /// - Throws: torch's errors for another number of channels, or tiles that do not fit.
  public func decode(_ x: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try sliced(x) { useTiling ? try tiledDecode($0) : try decodedTile($0) }
  }

  /// The latents of `x` as a whole.
  func encodedTile(_ x: Tensor<Scalar>) throws -> Tensor<Scalar> { try encoder((x + 1) / 2) }

  /// The pictures of `x` as a whole; latents beyond ±3 are squeezed.
  func decodedTile(_ x: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try decoder((x / 3).tanh() * 3) * 2 - 1
  }

  /// `x` brought to 0…1, as `latent_magnitude` and `latent_shift` say.
  public func scaleLatents(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    (x / Scalar(2 * configuration.latentMagnitude) + Scalar(configuration.latentShift))
      .clamped(0, 1)
  }

  /// The latents that `scaleLatents` brought to 0…1, as far as they were not clipped.
  public func unscaleLatents(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    (x - Scalar(configuration.latentShift)) * Scalar(2 * configuration.latentMagnitude)
  }
}

/// The convolutions of one half, one after the other.
struct TinyLayers<Scalar: TensorScalar>: Sendable {
  private enum Layer: Sendable {
    case convolution(Conv2d<Scalar>)
    case block(TinyBlock<Scalar>)
    case activation(Activation)
    case upsampling(Double, InterpolationMode)
  }

  private let weights: WeightScope<Scalar>
  private var layers: [Layer] = []

  /// Convolutions of step 2, each but the first of which halves the size, and blocks after each.
  init(encoder weights: WeightScope<Scalar>, _ configuration: AutoencoderTinyConfiguration) {
    self.weights = weights
    let stages = configuration.encoder
    var inputs = configuration.inChannels
    for (index, stage) in stages.enumerated() {
      let isFirst = index == 0
      appendConvolution(
        isFirst ? inputs : stage.channels, stage.channels, stride: isFirst ? 1 : 2, bias: isFirst)
      appendBlocks(stage, configuration.activation)
      inputs = stage.channels
    }
    appendConvolution(inputs, configuration.latentSpace.channels)
  }

  /// Blocks, each but the last of which are followed by an enlargement and a convolution.
  init(decoder weights: WeightScope<Scalar>, _ configuration: AutoencoderTinyConfiguration) {
    self.weights = weights
    let stages = configuration.decoder
    appendConvolution(configuration.latentSpace.channels, stages[0].channels)
    layers.append(.activation(configuration.activation))
    for (index, stage) in stages.enumerated() {
      let isLast = index == stages.count - 1
      appendBlocks(stage, configuration.activation)
      if !isLast {
        layers.append(.upsampling(configuration.upsamplingFactor, configuration.upsampling))
      }
      appendConvolution(
        stage.channels, isLast ? configuration.outChannels : stage.channels, bias: isLast)
    }
  }

  private mutating func appendConvolution(
    _ inputs: Int, _ outputs: Int, stride: Int = 1, bias: Bool = true
  ) {
    layers.append(
      .convolution(
        Conv2d(
          weights[layers.count], inputs, outputs, kernel: 3, stride: stride, padding: 1, bias: bias)
      ))
  }

  private mutating func appendBlocks(
    _ stage: AutoencoderTinyConfiguration.Stage, _ activation: Activation
  ) {
    for _ in 0..<stage.blocks {
      layers.append(.block(TinyBlock(weights[layers.count], stage.channels, activation)))
    }
  }

  /// `x`: `[N, C, H, W]`.
  ///
  /// - Throws: torch's error for another number of channels, between stages too.
  func callAsFunction(_ x: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try layers.reduce(x) { x, layer in
      switch layer {
      case .convolution(let convolution):
        try checkConvolution(x, weight: convolution.weight)
        return convolution(x)
      case .block(let block): return block(x)
      case .activation(let activation): return activation(x)
      case .upsampling(let factor, let mode):
        return interpolate(x, scaleFactor: factor, mode: mode)
      }
    }
  }
}

/// Three convolutions around a residual connection: `AutoencoderTinyBlock`.
struct TinyBlock<Scalar: TensorScalar>: Sendable {
  private let convolutions: [Conv2d<Scalar>]
  private let activation: Activation

  init(_ weights: WeightScope<Scalar>, _ channels: Int, _ activation: Activation) {
    convolutions = [0, 2, 4].map {
      Conv2d(weights["conv"][$0], channels, channels, kernel: 3, padding: 1)
    }
    self.activation = activation
  }

  /// `x`: `[N, C, H, W]`.
  func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let hidden = convolutions[1...].reduce(convolutions[0](x)) { $1(activation($0)) }
    return (hidden + x).relu()
  }
}
