import Checkpoints
import Layers
import Tensors

/// The norm of queries and keys, head by head: diffusers' `qk_norm`.
enum HeadNormKind: String, Sendable, CaseIterable {
  case layerNorm = "layer_norm"
  case fp32LayerNorm = "fp32_layer_norm"
  case rmsNorm = "rms_norm"
}

/// A norm over the features of each head.
enum HeadNorm<Scalar: TensorScalar>: Sendable {
  case layer(LayerNorm<Scalar>)
  case rms(RMSNorm<Scalar>)

  init(_ weights: WeightScope<Scalar>, _ kind: HeadNormKind, headDim: Int, epsilon: Double) {
    switch kind {
    case .layerNorm: self = .layer(LayerNorm(weights, headDim, epsilon: epsilon))
    case .fp32LayerNorm:
      self = .layer(LayerNorm(weights, headDim, epsilon: epsilon, elementwiseAffine: false))
    case .rmsNorm: self = .rms(RMSNorm(weights, headDim, epsilon: epsilon))
    }
  }

  func callAsFunction(_ x: consuming Tensor<Scalar>) -> Tensor<Scalar> {
    switch self {
    case .layer(let norm): norm(x)
    case .rms(let norm): norm(x)
    }
  }
}

/// Queries, keys and values of a sequence, each `[N, L, heads, headDim]`.
struct AttentionHeads<Scalar: TensorScalar>: Sendable {
  var query: Tensor<Scalar>
  var key: Tensor<Scalar>
  let value: Tensor<Scalar>

  /// Turns queries and keys by the places of their tokens.
  mutating func turn(_ rotary: RotaryEmbedding<Scalar>) {
    query = rotary(query)
    key = rotary(key)
  }

  /// The heads' results side by side, `[N, L, heads · headDim]`.
  ///
  /// - Parameter mask: Added to the scores; broadcast to `[N, heads, L, L]`.
  func attended(mask: Tensor<Scalar>? = nil) -> Tensor<Scalar> {
    scaledDotProductAttention(
      query.transposed(1, 2), key.transposed(1, 2), value.transposed(1, 2), mask: mask
    ).joinedHeads()
  }
}

/// The maps from tokens to queries, keys and values, with the norms of queries and keys.
struct HeadProjections<Scalar: TensorScalar>: Sendable {
  /// What diffusers' `Attention` calls the layers.
  enum Names: Sendable {
    /// Those of the main sequence: `to_q`, `norm_q` and so on.
    case main
    /// Those of the text beside it: `add_q_proj`, `norm_added_q` and so on.
    case added

    fileprivate func projection(_ letter: String) -> String {
      self == .main ? "to_\(letter)" : "add_\(letter)_proj"
    }

    fileprivate func norm(_ letter: String) -> String {
      self == .main ? "norm_\(letter)" : "norm_added_\(letter)"
    }
  }

  private let heads: Int
  private let query: Linear<Scalar>
  private let key: Linear<Scalar>
  private let value: Linear<Scalar>
  private let queryNorm: HeadNorm<Scalar>?
  private let keyNorm: HeadNorm<Scalar>?

  /// - Parameters:
  ///   - size: The extent of the tokens, and of all heads together.
  ///   - norm: The kind of `qk_norm`, if the layer has one.
  init(
    _ weights: WeightScope<Scalar>, _ names: Names, size: Int, heads: Int, norm: HeadNormKind?,
    epsilon: Double = 1e-6
  ) {
    func linear(_ letter: String) -> Linear<Scalar> {
      Linear(weights[names.projection(letter)], size, size)
    }
    func headNorm(_ letter: String) -> HeadNorm<Scalar>? {
      norm.map {
        HeadNorm(weights[names.norm(letter)], $0, headDim: size / heads, epsilon: epsilon)
      }
    }
    self.heads = heads
    query = linear("q")
    key = linear("k")
    value = linear("v")
    queryNorm = headNorm("q")
    keyNorm = headNorm("k")
  }

  /// Queries, keys and values of `tokens`, `[N, L, size]`.
  ///
  /// - Parameter normalizes: Whether queries and keys pass through their norms.
  func callAsFunction(
    _ tokens: Tensor<Scalar>, normalizes: Bool = true
  ) -> AttentionHeads<Scalar> {
    AttentionHeads(
      query: query(of: tokens, normalizes), key: key(of: tokens, normalizes),
      value: value(of: tokens))
  }

  /// The same of `tokens` followed by those that `projections` makes of `others`.
  func callAsFunction(
    _ tokens: Tensor<Scalar>, followedBy others: Tensor<Scalar>,
    _ projections: HeadProjections, normalizes: Bool = true
  ) -> AttentionHeads<Scalar> {
    // One after the other, so that the parts go before the next ones come.
    AttentionHeads(
      query: .concatenated(
        [query(of: tokens, normalizes), projections.query(of: others, normalizes)], 1),
      key: .concatenated(
        [key(of: tokens, normalizes), projections.key(of: others, normalizes)], 1),
      value: .concatenated([value(of: tokens), projections.value(of: others)], 1))
  }

  private func query(of tokens: Tensor<Scalar>, _ normalizes: Bool) -> Tensor<Scalar> {
    heads(query(tokens), normalizes ? queryNorm : nil)
  }

  private func key(of tokens: Tensor<Scalar>, _ normalizes: Bool) -> Tensor<Scalar> {
    heads(key(tokens), normalizes ? keyNorm : nil)
  }

  private func value(of tokens: Tensor<Scalar>) -> Tensor<Scalar> { heads(value(tokens), nil) }

  /// `[N, L, heads · headDim]` cut into heads, each normalised if there is a norm.
  private func heads(
    _ x: consuming Tensor<Scalar>, _ norm: HeadNorm<Scalar>?
  ) -> Tensor<Scalar> {
    let shape = [x.extent(0), x.extent(1), heads, x.extent(2) / heads]
    x = x.reshaped(shape)
    guard let norm else { return x }
    return norm(x)
  }
}
