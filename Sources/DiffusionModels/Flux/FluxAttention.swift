import Checkpoints
import Layers
import Tensors

/// Self-attention over the tokens of a picture, or of a text and a picture together, with normalised
/// and rotated queries and keys: upstream's `FluxAttention` with `FluxAttnProcessor`.
struct FluxAttention<Scalar: TensorScalar>: Sendable {
  private let image: HeadProjections<Scalar>
  private let text: HeadProjections<Scalar>?
  private let toOut: Linear<Scalar>?
  private let toAddOut: Linear<Scalar>?

  /// Attention over one sequence, whose result is not projected.
  init(single weights: WeightScope<Scalar>, heads: Int, headDim: Int) {
    image = HeadProjections(
      weights, .main, size: heads * headDim, heads: heads, norm: .rmsNorm)
    text = nil
    toOut = nil
    toAddOut = nil
  }

  /// Attention over a text and a picture, each with projections of its own.
  init(joint weights: WeightScope<Scalar>, heads: Int, headDim: Int) {
    let size = heads * headDim
    image = HeadProjections(weights, .main, size: size, heads: heads, norm: .rmsNorm)
    text = HeadProjections(weights, .added, size: size, heads: heads, norm: .rmsNorm)
    toOut = Linear(weights["to_out"][0], size, size)
    toAddOut = Linear(weights["to_add_out"], size, size)
  }

  /// `x`: the whole sequence, `[N, L, C]`; the result has the same shape.
  func callAsFunction(
    _ x: Tensor<Scalar>, _ context: FluxContext<Scalar>
  ) -> Tensor<Scalar> {
    attended(image(x), context)
  }

  /// `image` and `text`: `[N, L, C]` and `[N, S, C]`; the results have the same shapes.
  func callAsFunction(
    image x: Tensor<Scalar>, text y: Tensor<Scalar>, _ context: FluxContext<Scalar>
  ) -> (image: Tensor<Scalar>, text: Tensor<Scalar>) {
    guard let text, let toOut, let toAddOut else { return (x, y) }
    let parts = attended(text(y, followedBy: x, image), context)
      .split([y.extent(1), x.extent(1)], 1)
    return (toOut(parts[1]), toAddOut(parts[0]))
  }

  /// The heads' results side by side, with queries and keys turned.
  private func attended(
    _ heads: consuming AttentionHeads<Scalar>, _ context: FluxContext<Scalar>
  ) -> Tensor<Scalar> {
    heads.turn(context.rotary)
    return heads.attended(mask: context.bias)
  }
}

/// What all blocks of one call see besides their tokens.
struct FluxContext<Scalar: TensorScalar>: Sendable {
  /// The angles of all tokens, text first.
  let rotary: RotaryEmbedding<Scalar>
  /// Added to the scores, `[N, 1, S + L, S + L]`.
  var bias: Tensor<Scalar>?
}
