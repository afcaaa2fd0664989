import Checkpoints
import Layers
import Tensors

/// Self-attention, cross-attention and feed-forward, each after a norm and around a residual
/// connection.
struct BasicTransformerBlock<Scalar: TensorScalar>: Sendable {
  /// The options that a U-Net sets alike for all of its blocks.
  struct Options: Sendable {
    var crossAttentionDim: Int?
    /// The first attention is a cross-attention, too.
    var onlyCrossAttention = false
  }

  private let options: Options
  private let norm1: LayerNorm<Scalar>
  private let attn1: Attention<Scalar>
  private let norm2: LayerNorm<Scalar>
  private let attn2: Attention<Scalar>
  private let norm3: LayerNorm<Scalar>
  private let ff: FeedForward<Scalar>

  init(_ weights: WeightScope<Scalar>, _ size: Int, heads: Int, headDim: Int, options: Options) {
    self.options = options
    norm1 = LayerNorm(weights["norm1"], size)
    attn1 = Attention(
      weights["attn1"], queryDim: size,
      crossAttentionDim: options.onlyCrossAttention ? options.crossAttentionDim : nil,
      heads: heads, headDim: headDim)
    norm2 = LayerNorm(weights["norm2"], size)
    attn2 = Attention(
      weights["attn2"], queryDim: size, crossAttentionDim: options.crossAttentionDim,
      heads: heads, headDim: headDim)
    norm3 = LayerNorm(weights["norm3"], size)
    ff = FeedForward(weights["ff"], size)
  }

  /// `x`: `[N, L, size]`.
  func callAsFunction(
    _ x: consuming Tensor<Scalar>, _ context: AttentionContext<Scalar>
  ) -> Tensor<Scalar> {
    let source = context.encoderHiddenStates
    var hidden = attn1(
      norm1(copy x), encoderHiddenStates: options.onlyCrossAttention ? source : nil,
      bias: context.attentionBias, processors: context.processors)
    hidden += consume x
    var attended = attn2(
      norm2(hidden), encoderHiddenStates: source, bias: context.encoderAttentionBias,
      processors: context.processors)
    attended += consume hidden
    hidden = ff(norm3(attended))
    hidden += attended
    return hidden
  }
}
