import Checkpoints
import Layers
import Tensors

/// The part of an autoencoder that makes moments of latents from pictures.
struct Encoder<Scalar: TensorScalar>: Sendable {
  private let convIn: Conv2d<Scalar>
  private let downBlocks: [AutoencoderBlock<Scalar>]
  private let midBlock: UNetMidBlock2D<Scalar>
  private let convNormOut: GroupNorm<Scalar>
  private let convOut: Conv2d<Scalar>

  /// - Parameters:
  ///   - inputs: The channels of pictures.
  ///   - outputs: The channels of moments.
  init(
    _ weights: WeightScope<Scalar>, _ blocks: AutoencoderBlocks, from inputs: Int, to outputs: Int
  ) {
    let channels = blocks.channels
    let last = channels[channels.count - 1]
    let options = blocks.resnetOptions(Scalar.self)
    convIn = Conv2d(weights["conv_in"], inputs, channels[0], kernel: 3, padding: 1)
    downBlocks = channels.indices.map { index in
      let scope = weights["down_blocks"][index]
      let isLast = index == channels.count - 1
      return AutoencoderBlock(
        scope, channels[max(index - 1, 0)], channels[index], layers: blocks.layersPerBlock,
        hasAttention: blocks.hasAttention[index], options: options,
        resampling: isLast
          ? nil
          : .down(Downsample2D(scope["downsamplers"][0], channels: channels[index], padding: 0)))
    }
    midBlock = UNetMidBlock2D(
      weights["mid_block"], last, hasAttention: blocks.midBlockHasAttention, options: options)
    convNormOut = GroupNorm(
      weights["conv_norm_out"], groups: options.groups, channels: last, epsilon: options.epsilon)
    convOut = Conv2d(weights["conv_out"], last, outputs, kernel: 3, padding: 1)
  }

  /// `x`: `[N, inputs, H, W]`; the result: `[N, outputs, H / 2ⁿ, W / 2ⁿ]`.
  func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    var hidden = convIn(x)
    for block in downBlocks { hidden = block(consume hidden) }
    hidden = midBlock(consume hidden)
    hidden = convNormOut(consume hidden, then: .silu)
    return convOut(hidden)
  }

  /// What the input is checked against.
  var inputWeight: Tensor<Scalar> { convIn.weight }
}

/// Residual blocks, with attention after each in blocks whose type begins with `Attn`, and a change of
/// the size: a level of an encoder or decoder.
struct AutoencoderBlock<Scalar: TensorScalar>: Sendable {
  private let resnets: [ResnetBlock2D<Scalar>]
  private let attentions: [Attention<Scalar>]
  private let resampling: ResnetBlock2D<Scalar>.Resampling?

  init(
    _ weights: WeightScope<Scalar>, _ inputs: Int, _ outputs: Int, layers: Int,
    hasAttention: Bool, options: ResnetBlock2D<Scalar>.Options,
    resampling: ResnetBlock2D<Scalar>.Resampling?
  ) {
    resnets = (0..<layers).map { layer in
      ResnetBlock2D(
        weights["resnets"][layer], layer == 0 ? inputs : outputs, outputs, options: options)
    }
    attentions = (0..<(hasAttention ? layers : 0)).map { layer in
      Attention(spatial: weights["attentions"][layer], outputs, options)
    }
    self.resampling = resampling
  }

  /// `x`: `[N, inputs, H, W]`.
  func callAsFunction(_ x: consuming Tensor<Scalar>) -> Tensor<Scalar> {
    var hidden = consume x
    for (layer, resnet) in resnets.enumerated() {
      hidden = resnet(consume hidden)
      if !attentions.isEmpty { hidden = attentions[layer](spatial: consume hidden) }
    }
    return resampling?(hidden) ?? hidden
  }
}

extension Attention {
  /// The attention of an autoencoder: one head over all channels.
  init(
    spatial weights: WeightScope<Scalar>, _ channels: Int, _ options: ResnetBlock2D<Scalar>.Options
  ) {
    self.init(
      spatial: weights, channels: channels, headDim: channels, groups: options.groups,
      epsilon: options.epsilon)
  }
}
