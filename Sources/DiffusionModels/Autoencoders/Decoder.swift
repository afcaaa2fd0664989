import Checkpoints
import Layers
import Tensors

/// The part of an autoencoder that makes pictures from latents.
struct Decoder<Scalar: TensorScalar>: Sendable {
  private let convIn: Conv2d<Scalar>
  private let midBlock: UNetMidBlock2D<Scalar>
  private let upBlocks: [AutoencoderBlock<Scalar>]
  private let convNormOut: GroupNorm<Scalar>
  private let convOut: Conv2d<Scalar>
  /// The channels of the middle block's attention, if it has any.
  private let attentionChannels: Int?

  /// - Parameters:
  ///   - inputs: The channels of latents.
  ///   - outputs: The channels of pictures.
  init(
    _ weights: WeightScope<Scalar>, _ blocks: AutoencoderBlocks, from inputs: Int, to outputs: Int
  ) {
    let channels = Array(blocks.channels.reversed())
    let last = channels[channels.count - 1]
    let options = blocks.resnetOptions(Scalar.self)
    attentionChannels = blocks.midBlockHasAttention ? channels[0] : nil
    convIn = Conv2d(weights["conv_in"], inputs, channels[0], kernel: 3, padding: 1)
    midBlock = UNetMidBlock2D(
      weights["mid_block"], channels[0], hasAttention: blocks.midBlockHasAttention,
      options: options)
    let hasAttention = blocks.hasAttention
    upBlocks = channels.indices.map { index in
      let scope = weights["up_blocks"][index]
      let isLast = index == channels.count - 1
      return AutoencoderBlock(
        scope, channels[max(index - 1, 0)], channels[index], layers: blocks.layersPerBlock + 1,
        hasAttention: hasAttention[index], options: options,
        resampling: isLast
          ? nil : .up(Upsample2D(scope["upsamplers"][0], channels: channels[index])))
    }
    convNormOut = GroupNorm(
      weights["conv_norm_out"], groups: options.groups, channels: last, epsilon: options.epsilon)
    convOut = Conv2d(weights["conv_out"], last, outputs, kernel: 3, padding: 1)
  }

  /// `z`: `[N, inputs, h, w]`; the result: `[N, outputs, 2ⁿ · h, 2ⁿ · w]`.
  func callAsFunction(_ z: Tensor<Scalar>) -> Tensor<Scalar> { self(z) { $0 } }

  /// The same with a change of the feature map before each level and after the last.
  func callAsFunction(
    _ z: Tensor<Scalar>, _ change: (consuming Tensor<Scalar>) throws -> Tensor<Scalar>
  ) rethrows -> Tensor<Scalar> {
    var hidden = midBlock(convIn(z))
    for block in upBlocks { hidden = block(try change(consume hidden)) }
    hidden = try change(consume hidden)
    hidden = convNormOut(consume hidden, then: .silu)
    return convOut(hidden)
  }

  /// Checks that the decoder can take `z`.
  ///
  /// - Throws: torch's errors for another number of channels and for an empty batch.
  func check(_ z: Tensor<Scalar>) throws {
    try checkConvolution(z, weight: convIn.weight)
    guard z.extent(0) == 0, let attentionChannels else { return }
    // torch cannot split the channels of an empty batch into heads.
    throw PythonError(
      type: .runtimeError,
      message: "cannot reshape tensor of 0 elements into shape [0, -1, 1, \(attentionChannels)]"
        + " because the unspecified dimension size -1 can be any value and is ambiguous")
  }
}

/// The block between the ways down and up: two residual blocks, usually with attention between them.
struct UNetMidBlock2D<Scalar: TensorScalar>: Sendable {
  private let first: ResnetBlock2D<Scalar>
  private let attention: Attention<Scalar>?
  private let second: ResnetBlock2D<Scalar>

  init(
    _ weights: WeightScope<Scalar>, _ channels: Int, hasAttention: Bool,
    options: ResnetBlock2D<Scalar>.Options
  ) {
    first = ResnetBlock2D(weights["resnets"][0], channels, channels, options: options)
    attention = hasAttention ? Attention(spatial: weights["attentions"][0], channels, options) : nil
    second = ResnetBlock2D(weights["resnets"][1], channels, channels, options: options)
  }

  /// `x`: `[N, channels, H, W]`.
  func callAsFunction(_ x: consuming Tensor<Scalar>) -> Tensor<Scalar> {
    var hidden = first(consume x)
    if let attention { hidden = attention(spatial: consume hidden) }
    return second(consume hidden)
  }
}
