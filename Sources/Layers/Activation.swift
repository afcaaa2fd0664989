public import Checkpoints
public import Tensors

/// A pointwise non-linearity, named as configurations name it.
public enum Activation: String, Sendable, CaseIterable {
  /// `x · sigmoid(x)`; `swish` is another name for it.
  case silu
  /// `x · Φ(x)`, through the error function.
  case gelu
  /// The approximation of `gelu` by a hyperbolic tangent.
  case geluNew = "gelu_new"
  /// `x · sigmoid(1.702 · x)`.
  case quickGELU = "quick_gelu"
  /// `max(x, 0)`.
  case relu
  /// `x · tanh(softplus(x))`.
  case mish
  /// The hyperbolic tangent.
  case tanh

  /// The activation that diffusers' `get_activation` makes of `name`, whatever its case.
  ///
  /// - Throws: diffusers' `ValueError` for any other name.
  public init(diffusers name: String) throws(PythonError) {
    switch name.lowercased() {
    case "silu", "swish": self = .silu
    case "mish": self = .mish
    case "gelu": self = .gelu
    case "relu": self = .relu
    case let other:
      throw PythonError(
        type: .valueError,
        message: "activation function \(other) not found in ACT2FN mapping "
          + "['swish', 'silu', 'mish', 'gelu', 'relu']")
    }
  }

  /// The activation that transformers' `ACT2FN` holds under `name`; `nil` for one not known here.
  public init?(transformers name: String) {
    switch name {
    case "swish": self = .silu
    case "gelu_pytorch_tanh", "gelu_fast": self = .geluNew
    default: self.init(rawValue: name)
    }
  }

  /// Applies the function to every element of `x`.
  public func callAsFunction<Scalar: TensorScalar>(_ x: consuming Tensor<Scalar>) -> Tensor<Scalar>
  {
    switch self {
    case .silu: x.silu()
    case .gelu: x.gelu()
    case .geluNew: x.geluTanh()
    case .quickGELU: x.quickGELU()
    case .relu: x.relu()
    case .mish: x.mish()
    case .tanh: x.tanh()
    }
  }
}
