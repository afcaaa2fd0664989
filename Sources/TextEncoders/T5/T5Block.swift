import Checkpoints
import Layers
import Tensors

/// One layer of T5's encoder: attention and a feed-forward network, each after a normalisation and
/// around a skip connection.
struct T5Block<Scalar: TensorScalar>: Sendable {
  private let attentionNorm: RMSNorm<Scalar>
  private let attention: T5Attention<Scalar>
  private let feedForwardNorm: RMSNorm<Scalar>
  private let feedForward: T5FeedForward<Scalar>

  init(_ weights: WeightScope<Scalar>, _ configuration: T5Configuration) {
    let (width, epsilon) = (configuration.width, configuration.epsilon)
    attention = T5Attention(weights[0]["SelfAttention"], configuration)
    attentionNorm = RMSNorm(weights[0]["layer_norm"], width, epsilon: epsilon)
    feedForward = T5FeedForward(weights[1]["DenseReluDense"], configuration)
    feedForwardNorm = RMSNorm(weights[1]["layer_norm"], width, epsilon: epsilon)
  }

  /// `x`: `[B, L, width]`; `bias`: added to the scores, broadcastable to `[B, heads, L, L]`.
  func callAsFunction(_ x: Tensor<Scalar>, bias: Tensor<Scalar>?) -> Tensor<Scalar> {
    let attended = x + attention(attentionNorm(x), bias)
    return attended + feedForward(feedForwardNorm(attended))
  }
}

/// Multi-head self-attention without biases in its projections, whose scores are not scaled.
struct T5Attention<Scalar: TensorScalar>: Sendable {
  private let query: Linear<Scalar>
  private let key: Linear<Scalar>
  private let value: Linear<Scalar>
  private let output: Linear<Scalar>
  private let heads: Int

  init(_ weights: WeightScope<Scalar>, _ configuration: T5Configuration) {
    let width = configuration.width
    let inner = configuration.headCount * configuration.headSize
    query = Linear(weights["q"], width, inner, bias: false)
    key = Linear(weights["k"], width, inner, bias: false)
    value = Linear(weights["v"], width, inner, bias: false)
    output = Linear(weights["o"], inner, width, bias: false)
    heads = configuration.headCount
  }

  func callAsFunction(_ x: Tensor<Scalar>, _ bias: Tensor<Scalar>?) -> Tensor<Scalar> {
    let attended = scaledDotProductAttention(
      query(x).splitIntoHeads(heads), key(x).splitIntoHeads(heads),
      value(x).splitIntoHeads(heads), mask: bias, scale: 1)
    return output(attended.joinedHeads())
  }
}

/// `T5DenseActDense` and `T5DenseGatedActDense`: two layers around an activation, which a third one
/// multiplies if it is gated.
struct T5FeedForward<Scalar: TensorScalar>: Sendable {
  private let expand: Linear<Scalar>
  private let gate: Linear<Scalar>?
  private let contract: Linear<Scalar>
  private let activation: Activation

  init(_ weights: WeightScope<Scalar>, _ configuration: T5Configuration) {
    let (width, inner) = (configuration.width, configuration.feedForwardWidth)
    let isGated = configuration.isGated
    expand = Linear(weights[isGated ? "wi_0" : "wi"], width, inner, bias: false)
    gate = isGated ? Linear(weights["wi_1"], width, inner, bias: false) : nil
    contract = Linear(weights["wo"], inner, width, bias: false)
    activation = configuration.activation
  }

  func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let activated = activation(expand(x))
    return contract(gate.map { activated * $0(x) } ?? activated)
  }
}
