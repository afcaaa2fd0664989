import Checkpoints
import Layers
import Tensors

/// Self-attention over the tokens of a picture, or of a text and a picture together, with normalised
/// and rotated queries and keys: upstream's `FluxAttention` with `FluxAttnProcessor`.
struct FluxAttention<Scalar: TensorScalar>: Sendable {
  /// The maps of one kind of tokens to queries, keys and values `[N, L, heads, headDim]`.
  private struct Projections {
    let query: Linear<Scalar>
    let key: Linear<Scalar>
    let value: Linear<Scalar>
    let queryNorm: RMSNorm<Scalar>
    let keyNorm: RMSNorm<Scalar>
    let heads: Int

    init(
      _ weights: WeightScope<Scalar>, _ names: [String], norms: [String], heads: Int, headDim: Int
    ) {
      let size = heads * headDim
      query = Linear(weights[names[0]], size, size)
      key = Linear(weights[names[1]], size, size)
      value = Linear(weights[names[2]], size, size)
      queryNorm = RMSNorm(weights[norms[0]], headDim, epsilon: 1e-6)
      keyNorm = RMSNorm(weights[norms[1]], headDim, epsilon: 1e-6)
      self.heads = heads
    }

    func callAsFunction(_ x: Tensor<Scalar>) -> [Tensor<Scalar>] {
      [queryNorm(split(query(x))), keyNorm(split(key(x))), split(value(x))]
    }

    private func split(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
      x.reshaped([x.extent(0), x.extent(1), heads, x.extent(2) / heads])
    }
  }

  private let image: Projections
  private let text: Projections?
  private let toOut: Linear<Scalar>?
  private let toAddOut: Linear<Scalar>?

  /// Attention over one sequence, whose result is not projected.
  init(single weights: WeightScope<Scalar>, heads: Int, headDim: Int) {
    image = Projections(
      weights, ["to_q", "to_k", "to_v"], norms: ["norm_q", "norm_k"], heads: heads,
      headDim: headDim)
    text = nil
    toOut = nil
    toAddOut = nil
  }

  /// Attention over a text and a picture, each with projections of its own.
  init(joint weights: WeightScope<Scalar>, heads: Int, headDim: Int) {
    let size = heads * headDim
    image = Projections(
      weights, ["to_q", "to_k", "to_v"], norms: ["norm_q", "norm_k"], heads: heads,
      headDim: headDim)
    text = Projections(
      weights, ["add_q_proj", "add_k_proj", "add_v_proj"],
      norms: ["norm_added_q", "norm_added_k"], heads: heads, headDim: headDim)
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
    let joined = zip(text(y), image(x)).map { Tensor.concatenated([$0, $1], 1) }
    let parts = attended(joined, context).split([y.extent(1), x.extent(1)], 1)
    return (toOut(parts[1]), toAddOut(parts[0]))
  }

  /// The heads' results side by side, for query, key and value `[N, L, heads, headDim]`.
  private func attended(
    _ operands: [Tensor<Scalar>], _ context: FluxContext<Scalar>
  ) -> Tensor<Scalar> {
    let result = scaledDotProductAttention(
      context.rotary(operands[0]).transposed(1, 2), context.rotary(operands[1]).transposed(1, 2),
      operands[2].transposed(1, 2), mask: context.bias)
    return result.transposed(1, 2).flattened(2, 3)
  }
}

/// What all blocks of one call see besides their tokens.
struct FluxContext<Scalar: TensorScalar>: Sendable {
  /// The angles of all tokens, text first.
  let rotary: RotaryEmbedding<Scalar>
  /// Added to the scores, `[N, 1, S + L, S + L]`.
  var bias: Tensor<Scalar>?
}
