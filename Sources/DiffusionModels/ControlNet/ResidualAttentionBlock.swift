import Checkpoints
import Layers
import Tensors

/// Attention and two linear layers, each behind a norm and added to what it was made of.
struct ResidualAttentionBlock<Scalar: TensorScalar>: Sendable {
  private let heads: Int
  private let inProjection: Linear<Scalar>
  private let outProjection: Linear<Scalar>
  private let norm1: LayerNorm<Scalar>
  private let norm2: LayerNorm<Scalar>
  private let fullyConnected: Linear<Scalar>
  private let projection: Linear<Scalar>

  init(_ weights: WeightScope<Scalar>, _ size: Int, heads: Int) {
    self.heads = heads
    let attention = weights["attn"]
    inProjection = Linear(
      weight: attention.tensor("in_proj_weight", [3 * size, size]),
      bias: attention.tensor("in_proj_bias", [3 * size]))
    outProjection = Linear(attention["out_proj"], size, size)
    norm1 = LayerNorm(weights["ln_1"], size)
    norm2 = LayerNorm(weights["ln_2"], size)
    fullyConnected = Linear(weights["mlp"]["c_fc"], size, 4 * size)
    projection = Linear(weights["mlp"]["c_proj"], 4 * size, size)
  }

  /// `x`: `[N, L, size]`.
  func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let attended = x + attention(norm1(x))
    return attended + projection(fullyConnected(norm2(attended)).quickGELU())
  }

  /// Attention among the *samples* of each position: upstream hands `[N, L, size]` to a
  /// `torch.nn.MultiheadAttention` that takes the first dimension for the sequence.
  private func attention(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let parts = inProjection(x.transposed(0, 1)).chunked(3, -1).map { $0.splitIntoHeads(heads) }
    let attended = scaledDotProductAttention(parts[0], parts[1], parts[2])
    return outProjection(attended.joinedHeads().transposed(0, 1))
  }
}
