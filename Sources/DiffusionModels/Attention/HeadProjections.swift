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

  func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    switch self {
    case .layer(let norm): norm(x)
    case .rms(let norm): norm(x)
    }
  }
}

/// Queries, keys and values of a sequence, each `[N, heads, L, headDim]`.
struct AttentionHeads<Scalar: TensorScalar>: Sendable {
  let query: Tensor<Scalar>
  let key: Tensor<Scalar>
  let value: Tensor<Scalar>

  /// The heads of this sequence followed by those of `other`; one of them may have a batch of 1.
  func followed(by other: AttentionHeads) -> AttentionHeads {
    AttentionHeads(
      query: .concatenated([query, other.query], 2), key: .concatenated([key, other.key], 2),
      value: .concatenated([value, other.value], 2))
  }

  /// The heads' results side by side, `[N, L, heads · headDim]`.
  ///
  /// - Parameter mask: Added to the scores; broadcast to `[N, heads, L, L]`.
  func attended(mask: Tensor<Scalar>? = nil) -> Tensor<Scalar> {
    scaledDotProductAttention(query, key, value, mask: mask).joinedHeads()
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

  /// `tokens`: `[N, L, size]`.
  ///
  /// - Parameter normalizes: Whether queries and keys pass through their norms.
  func callAsFunction(
    _ tokens: Tensor<Scalar>, normalizes: Bool = true
  ) -> AttentionHeads<Scalar> {
    let (query, key) = (
      query(tokens).splitIntoHeads(heads), key(tokens).splitIntoHeads(heads)
    )
    return AttentionHeads(
      query: normalizes ? queryNorm?(query) ?? query : query,
      key: normalizes ? keyNorm?(key) ?? key : key, value: value(tokens).splitIntoHeads(heads))
  }
}
