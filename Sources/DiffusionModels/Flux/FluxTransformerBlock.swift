import Checkpoints
import Layers
import Tensors

/// A block in which text and picture have weights of their own and meet in the attention.
struct FluxTransformerBlock<Scalar: TensorScalar>: Sendable {
  private let attention: FluxAttention<Scalar>
  private let feedForward: FeedForward<Scalar>
  private let contextFeedForward: FeedForward<Scalar>

  init(_ weights: WeightScope<Scalar>, heads: Int, headDim: Int) {
    let size = heads * headDim
    attention = FluxAttention(joint: weights["attn"], heads: heads, headDim: headDim)
    feedForward = FeedForward(weights["ff"], size, kind: .geluApproximate)
    contextFeedForward = FeedForward(weights["ff_context"], size, kind: .geluApproximate)
  }

  /// `image` and `text` of the modulations: six rows each, as of `AdaLayerNormZero`.
  func callAsFunction(
    _ tokens: FluxTokens<Scalar>, image: Modulation<Scalar>, text: Modulation<Scalar>,
    _ context: FluxContext<Scalar>
  ) -> FluxTokens<Scalar> {
    let attended = attention(
      image: tokens.image.normalized().modulated(scale: image[1], shift: image[0]),
      text: tokens.text.normalized().modulated(scale: text[1], shift: text[0]), context)
    return FluxTokens(
      text: Self.finished(tokens.text, attended.text, text, contextFeedForward),
      image: Self.finished(tokens.image, attended.image, image, feedForward))
  }

  /// Adds the attention's result and then the feed-forward part's to `x`.
  private static func finished(
    _ x: Tensor<Scalar>, _ attended: Tensor<Scalar>, _ modulation: Modulation<Scalar>,
    _ feedForward: FeedForward<Scalar>
  ) -> Tensor<Scalar> {
    let hidden = x + attended * modulation[2]
    let normalized = hidden.normalized().modulated(scale: modulation[4], shift: modulation[3])
    return hidden + feedForward(normalized) * modulation[5]
  }
}

/// A block over text and picture as one sequence, attention and feed-forward side by side.
struct FluxSingleTransformerBlock<Scalar: TensorScalar>: Sendable {
  private let projMLP: Linear<Scalar>
  private let projOut: Linear<Scalar>
  private let attention: FluxAttention<Scalar>

  init(_ weights: WeightScope<Scalar>, heads: Int, headDim: Int) {
    let size = heads * headDim
    projMLP = Linear(weights["proj_mlp"], size, 4 * size)
    projOut = Linear(weights["proj_out"], 5 * size, size)
    attention = FluxAttention(single: weights["attn"], heads: heads, headDim: headDim)
  }

  /// `x`: `[N, S + L, C]`; `modulation`: three rows, as of `AdaLayerNormZeroSingle`.
  func callAsFunction(
    _ x: Tensor<Scalar>, _ modulation: Modulation<Scalar>, _ context: FluxContext<Scalar>
  ) -> Tensor<Scalar> {
    let normalized = x.normalized().modulated(scale: modulation[1], shift: modulation[0])
    let joined = Tensor.concatenated(
      [attention(normalized, context), projMLP(normalized).geluTanh()], 2)
    return x + projOut(joined) * modulation[2]
  }
}
