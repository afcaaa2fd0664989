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

  /// Changes `tokens`; `image` and `text` are their modulations, six rows each, as of `AdaLayerNormZero`.
  func callAsFunction(
    _ tokens: inout FluxTokens<Scalar>, image: Modulation<Scalar>, text: Modulation<Scalar>,
    _ context: FluxContext<Scalar>
  ) {
    let (seenByImage, seenByText) = attention(
      image: tokens.image.normalized().modulated(scale: image[1], shift: image[0]),
      text: tokens.text.normalized().modulated(scale: text[1], shift: text[0]), context)
    Self.finish(&tokens.text, consume seenByText, text, contextFeedForward)
    Self.finish(&tokens.image, consume seenByImage, image, feedForward)
  }

  /// Adds the attention's result and then the feed-forward part's to `x`.
  private static func finish(
    _ x: inout Tensor<Scalar>, _ attended: consuming Tensor<Scalar>,
    _ modulation: Modulation<Scalar>, _ feedForward: FeedForward<Scalar>
  ) {
    x += consume attended * modulation[2]
    x +=
      feedForward(x.normalized().modulated(scale: modulation[4], shift: modulation[3]))
      * modulation[5]
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
    _ x: consuming Tensor<Scalar>, _ modulation: Modulation<Scalar>,
    _ context: FluxContext<Scalar>
  ) -> Tensor<Scalar> {
    x +=
      branch(x.normalized().modulated(scale: modulation[1], shift: modulation[0]), context)
      * modulation[2]
    return x
  }

  /// What is added to the tokens, for normalised ones, `[N, S + L, C]`.
  private func branch(
    _ normalized: Tensor<Scalar>, _ context: FluxContext<Scalar>
  ) -> Tensor<Scalar> {
    let attended = attention(normalized, context).flattened(0, 1)
    let rows = normalized.flattened(0, 1)
    let size = rows.extent(1)
    return Tensor.byRows(rows.extent(0), outputs: size, width: 9 * size) { range in
      projOut(.concatenated([attended[range], projMLP(rows[range]).geluTanh()], 1))
    }.reshaped(normalized.shape)
  }
}
