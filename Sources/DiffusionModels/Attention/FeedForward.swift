import Checkpoints
import Layers
import Tensors

/// The feed-forward part of a transformer block; `activation_fn` chooses the inner layer.
struct FeedForward<Scalar: TensorScalar>: Sendable {
  /// diffusers' names of the inner layer.
  enum Kind: String, Sendable {
    case gelu
    case geluApproximate = "gelu-approximate"
    case geglu
    case gegluApproximate = "geglu-approximate"
    case swiglu
    case linearSiLU = "linear-silu"

    var isGated: Bool { self == .geglu || self == .swiglu }

    func activate(_ x: consuming Tensor<Scalar>) -> Tensor<Scalar> {
      switch self {
      case .gelu, .geglu: x.gelu()
      case .geluApproximate: x.geluTanh()
      case .gegluApproximate: x.quickGELU()
      case .swiglu, .linearSiLU: x.silu()
      }
    }
  }

  private let kind: Kind
  private let inner: Int
  private let outputs: Int
  private let proj: Linear<Scalar>
  /// The half of a gated layer's projection that makes the gate.
  private let gate: Linear<Scalar>?
  private let output: Linear<Scalar>

  init(
    _ weights: WeightScope<Scalar>, _ size: Int, outputs: Int? = nil, inner: Int? = nil,
    kind: Kind = .geglu, bias: Bool = true
  ) {
    let inner = inner ?? size * 4
    self.kind = kind
    self.inner = inner
    self.outputs = outputs ?? size
    let both = Linear(
      weights["net"][0]["proj"], size, kind.isGated ? 2 * inner : inner, bias: bias)
    // Two products give two contiguous halves; one product would give two interleaved views.
    proj = kind.isGated ? both.rows(0..<inner) : both
    gate = kind.isGated ? both.rows(inner..<(2 * inner)) : nil
    output = Linear(weights["net"][2], inner, self.outputs, bias: bias)
  }

  /// `x`: `[N, L, size]`; the result: `[N, L, outputs]`.
  func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let rows = x.flattened(0, -2)
    return Tensor.byRows(
      rows.extent(0), outputs: outputs, width: gate == nil ? inner : 2 * inner
    ) { range in
      fed(rows[range])
    }.reshaped(x.shape.dropLast() + [outputs])
  }

  private func fed(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    guard let gate else { return output(kind.activate(proj(x))) }
    var hidden = kind.activate(gate(x))
    hidden *= proj(x)
    return output(hidden)
  }
}
