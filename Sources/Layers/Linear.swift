public import Checkpoints
public import Tensors

/// An affine map of the last dimension: `x · weightᵀ + bias`.
public struct Linear<Scalar: TensorScalar>: Sendable {
  private let stored: LayerWeight<Scalar>
  /// `[outputs]`, unless the layer has none.
  public let bias: Tensor<Scalar>?

  /// `[outputs, inputs]`.
  public var weight: Tensor<Scalar> { stored.tensor }

  /// Reads `weight` and, with `bias`, `bias`.
  public init(_ weights: WeightScope<Scalar>, _ inputs: Int, _ outputs: Int, bias: Bool = true) {
    stored = weights.layerWeight("weight", [outputs, inputs])
    self.bias = bias ? weights.tensor("bias", [outputs]) : nil
  }

  /// The layer with the given parameters.
  public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>?) {
    self.init(stored: LayerWeight(weight), bias: bias)
  }

  private init(stored: LayerWeight<Scalar>, bias: Tensor<Scalar>?) {
    self.stored = stored
    self.bias = bias
  }

  /// The layer that computes only the outputs in `range`.
  public func rows(_ range: Range<Int>) -> Linear {
    Linear(stored: stored.rows(range), bias: bias.map { $0[range] })
  }

  /// `x`: `[…, inputs]`; the result: `[…, outputs]`.
  public func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> { linear(x, weight, bias) }
}
