import Checkpoints
import Layers
import Tensors

/// The transformer of both CLIP towers: layers of attention and a feed-forward network, each after a
/// normalisation and around a skip connection.
struct CLIPEncoder<Scalar: TensorScalar>: Sendable {
  private let layers: [CLIPEncoderLayer<Scalar>]

  init(_ weights: WeightScope<Scalar>, _ configuration: CLIPTowerConfiguration) {
    layers = (0..<configuration.layerCount).map {
      CLIPEncoderLayer(weights["layers"][$0], configuration)
    }
  }

  /// The states before the first layer and after each one, `[B, L, hidden]`.
  ///
  /// - Parameter mask: added to the scores, broadcastable to `[B, heads, L, L]`.
  func callAsFunction(
    _ x: Tensor<Scalar>, mask: Tensor<Scalar>? = nil, isCausal: Bool = false
  ) -> [Tensor<Scalar>] {
    var states = [x]
    for layer in layers { states.append(layer(states[states.count - 1], mask, isCausal)) }
    return states
  }
}

/// One layer of a CLIP tower.
struct CLIPEncoderLayer<Scalar: TensorScalar>: Sendable {
  private let attention: CLIPAttention<Scalar>
  private let attentionNorm: LayerNorm<Scalar>
  private let expand: Linear<Scalar>
  private let contract: Linear<Scalar>
  private let feedForwardNorm: LayerNorm<Scalar>
  private let activation: Activation

  init(_ weights: WeightScope<Scalar>, _ configuration: CLIPTowerConfiguration) {
    let width = configuration.hiddenSize
    let inner = configuration.intermediateSize
    attention = CLIPAttention(weights["self_attn"], width, heads: configuration.headCount)
    attentionNorm = LayerNorm(weights["layer_norm1"], width, epsilon: configuration.epsilon)
    expand = Linear(weights["mlp"]["fc1"], width, inner)
    contract = Linear(weights["mlp"]["fc2"], inner, width)
    feedForwardNorm = LayerNorm(weights["layer_norm2"], width, epsilon: configuration.epsilon)
    activation = configuration.activation
  }

  func callAsFunction(
    _ x: Tensor<Scalar>, _ mask: Tensor<Scalar>?, _ isCausal: Bool
  ) -> Tensor<Scalar> {
    let attended = x + attention(attentionNorm(x), mask, isCausal)
    return attended + contract(activation(expand(feedForwardNorm(attended))))
  }
}

/// Multi-head self-attention, with a bias in every projection.
struct CLIPAttention<Scalar: TensorScalar>: Sendable {
  private let query: Linear<Scalar>
  private let key: Linear<Scalar>
  private let value: Linear<Scalar>
  private let output: Linear<Scalar>
  private let heads: Int

  init(_ weights: WeightScope<Scalar>, _ width: Int, heads: Int) {
    query = Linear(weights["q_proj"], width, width)
    key = Linear(weights["k_proj"], width, width)
    value = Linear(weights["v_proj"], width, width)
    output = Linear(weights["out_proj"], width, width)
    self.heads = heads
  }

  /// `x`: `[B, L, width]`; the result has the same shape.
  func callAsFunction(
    _ x: Tensor<Scalar>, _ mask: Tensor<Scalar>?, _ isCausal: Bool
  ) -> Tensor<Scalar> {
    let attended = scaledDotProductAttention(
      query(x).splitIntoHeads(heads), key(x).splitIntoHeads(heads),
      value(x).splitIntoHeads(heads), mask: mask, isCausal: isCausal)
    return output(attended.joinedHeads())
  }
}
