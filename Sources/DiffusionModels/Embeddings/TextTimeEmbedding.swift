import Checkpoints
import Layers
import Tensors

/// Pools a text's hidden states to a vector that is added to the time embedding.
struct TextTimeEmbedding<Scalar: TensorScalar>: Sendable {
  private let norm1: LayerNorm<Scalar>
  private let pool: AttentionPooling<Scalar>
  private let proj: Linear<Scalar>
  private let norm2: LayerNorm<Scalar>

  init(_ weights: WeightScope<Scalar>, _ inputs: Int, _ outputs: Int, heads: Int) {
    norm1 = LayerNorm(weights["norm1"], inputs)
    pool = AttentionPooling(weights["pool"], inputs, heads: heads)
    proj = Linear(weights["proj"], inputs, outputs)
    norm2 = LayerNorm(weights["norm2"], outputs)
  }

  /// `x`: `[N, S, inputs]`; the result: `[N, outputs]`.
  func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> { norm2(proj(pool(norm1(x)))) }
}

/// Attention from the mean of a sequence to the mean and the sequence.
struct AttentionPooling<Scalar: TensorScalar>: Sendable {
  private let positionalEmbedding: Tensor<Scalar>
  private let qProj: Linear<Scalar>
  private let kProj: Linear<Scalar>
  private let vProj: Linear<Scalar>
  private let heads: Int

  init(_ weights: WeightScope<Scalar>, _ size: Int, heads: Int) {
    positionalEmbedding = weights.tensor("positional_embedding", [1, size])
    qProj = Linear(weights["q_proj"], size, size)
    kProj = Linear(weights["k_proj"], size, size)
    vProj = Linear(weights["v_proj"], size, size)
    self.heads = heads
  }

  /// `x`: `[N, S, size]`; the result: `[N, size]`.
  func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let mean = x.mean([1], keepDimensions: true) + positionalEmbedding
    let sequence = Tensor.concatenated([mean, x], 1)
    let pooled = scaledDotProductAttention(
      qProj(mean).splitIntoHeads(heads), kProj(sequence).splitIntoHeads(heads),
      vProj(sequence).splitIntoHeads(heads))
    return pooled.reshaped([x.extent(0), x.extent(2)])
  }
}
