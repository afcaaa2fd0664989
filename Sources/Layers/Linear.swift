public import Checkpoints
public import Tensors

/// An affine map of the last dimension: `x · weightᵀ + bias`.
public struct Linear<Scalar: TensorScalar>: Sendable {
  /// `[outputs, inputs]`.
  public let weight: Tensor<Scalar>
  /// `[outputs]`, unless the layer has none.
  public let bias: Tensor<Scalar>?

  /// Reads `weight` and, with `bias`, `bias`.
  public init(_ weights: WeightScope<Scalar>, _ inputs: Int, _ outputs: Int, bias: Bool = true) {
    weight = weights.tensor("weight", [outputs, inputs])
    self.bias = bias ? weights.tensor("bias", [outputs]) : nil
  }

  /// The layer with the given parameters.
  public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>?) {
    self.weight = weight
    self.bias = bias
  }

  /// `x`: `[…, inputs]`; the result: `[…, outputs]`.
  public func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> { linear(x, weight, bias) }
}
