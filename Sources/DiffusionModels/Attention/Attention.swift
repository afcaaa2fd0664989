import Checkpoints
public import Layers
public import Tensors

/// Multi-head attention with diffusers' `AttnProcessor2_0`.
///
/// `upcast_attention` and `upcast_softmax` have no effect there, nor here.
public struct Attention<Scalar: TensorScalar>: Sendable {
  /// The path of the layer in its model.
  public let name: String
  /// The number of heads.
  public let heads: Int
  /// The map to the queries.
  public let toQ: Linear<Scalar>
  /// The map to the keys.
  public let toK: Linear<Scalar>
  /// The map to the values.
  public let toV: Linear<Scalar>
  /// The map from the heads' results.
  public let toOut: Linear<Scalar>
  let groupNorm: GroupNorm<Scalar>?
  let hasResidualConnection: Bool

  /// Attention of a transformer block: `cross_attention_dim` (or `query_dim`) to keys and values.
  init(
    _ weights: WeightScope<Scalar>, queryDim: Int, crossAttentionDim: Int? = nil, heads: Int,
    headDim: Int, bias: Bool = false
  ) {
    let inner = heads * headDim
    let keys = crossAttentionDim ?? queryDim
    name = weights.path
    self.heads = heads
    toQ = Linear(weights["to_q"], queryDim, inner, bias: bias)
    toK = Linear(weights["to_k"], keys, inner, bias: bias)
    toV = Linear(weights["to_v"], keys, inner, bias: bias)
    toOut = Linear(weights["to_out"][0], inner, queryDim)
    groupNorm = nil
    hasResidualConnection = false
  }

  /// Self-attention over the positions of a feature map, with its own norm and residual connection.
  init(
    spatial weights: WeightScope<Scalar>, channels: Int, headDim: Int, groups: Int,
    epsilon: Double
  ) {
    let inner = channels / headDim * headDim
    name = weights.path
    heads = channels / headDim
    toQ = Linear(weights["to_q"], channels, inner)
    toK = Linear(weights["to_k"], channels, inner)
    toV = Linear(weights["to_v"], channels, inner)
    toOut = Linear(weights["to_out"][0], inner, channels)
    groupNorm = GroupNorm(
      weights["group_norm"], groups: groups, channels: channels, epsilon: epsilon)
    hasResidualConnection = true
  }

  /// Attends from `tokens` (`[N, L, query_dim]`) to `encoderHiddenStates` (`[N, S, …]`), or to
  /// themselves.
  func callAsFunction(
    _ tokens: Tensor<Scalar>, encoderHiddenStates: Tensor<Scalar>? = nil,
    bias: Tensor<Scalar>? = nil, processors: [String: any AttentionProcessor<Scalar>] = [:]
  ) -> Tensor<Scalar> {
    if let processor = processors[name] {
      return processor(self, tokens, encoderHiddenStates: encoderHiddenStates, bias: bias)
    }
    let query = toQ(tokens)
    let source = encoderHiddenStates ?? tokens
    return toOut(attended(query, key: toK(source), value: toV(source), bias: bias))
  }

  /// Attends from every position of `x` (`[N, C, H, W]`) to every other.
  func callAsFunction(spatial x: Tensor<Scalar>) -> Tensor<Scalar> {
    let flat = x.flattened(2, 3)
    let tokens = (groupNorm?(flat) ?? flat).transposed(1, 2)
    let output = self(tokens).transposed(1, 2).reshaped(x.shape)
    return hasResidualConnection ? output + x : output
  }

  /// The heads' results side by side, `[N, L, inner]`, for `query` (`[N, L, inner]`), `key` and
  /// `value` (`[N, S, inner]`) and a `bias` `[N, 1, S]` that is added to the scores.
  public func attended(
    _ query: Tensor<Scalar>, key: Tensor<Scalar>, value: Tensor<Scalar>, bias: Tensor<Scalar>? = nil
  ) -> Tensor<Scalar> {
    scaledDotProductAttention(
      query.splitIntoHeads(heads), key.splitIntoHeads(heads), value.splitIntoHeads(heads),
      mask: bias?.unsqueezed(1)
    ).joinedHeads()
  }
}
