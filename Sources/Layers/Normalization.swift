public import Checkpoints
public import Tensors

/// Normalises groups of channels, as `torch.nn.GroupNorm`.
public struct GroupNorm<Scalar: TensorScalar>: Sendable {
  /// `[channels]`.
  public let weight: Tensor<Scalar>
  /// `[channels]`.
  public let bias: Tensor<Scalar>
  /// The number of groups.
  public let groups: Int
  /// What is added to the variance.
  public let epsilon: Double

  /// Reads `weight` and `bias`.
  public init(
    _ weights: WeightScope<Scalar>, groups: Int, channels: Int, epsilon: Double = 1e-5
  ) {
    weight = weights.tensor("weight", [channels])
    bias = weights.tensor("bias", [channels])
    self.groups = groups
    self.epsilon = epsilon
  }

  /// `x`: `[N, channels, …]`, normalised and then passed through `activation`.
  public func callAsFunction(
    _ x: consuming Tensor<Scalar>, then activation: Activation? = nil
  ) -> Tensor<Scalar> {
    let output = groupNorm(
      x, groups: groups, weight: weight, bias: bias, eps: Scalar(epsilon),
      activation: activation == .silu ? .silu : .none)
    return activation == .silu ? output : activation?(output) ?? output
  }
}

/// Normalises the last dimension, as `torch.nn.LayerNorm`.
public struct LayerNorm<Scalar: TensorScalar>: Sendable {
  /// `[size]`, unless the layer has no parameters.
  public let weight: Tensor<Scalar>?
  /// `[size]`, unless the layer has no parameters or no bias.
  public let bias: Tensor<Scalar>?
  /// The extent of the last dimension.
  public let size: Int
  /// What is added to the variance.
  public let epsilon: Double

  /// Reads `weight` and `bias`, as far as the layer has them.
  public init(
    _ weights: WeightScope<Scalar>, _ size: Int, epsilon: Double = 1e-5,
    elementwiseAffine: Bool = true, bias: Bool = true
  ) {
    weight = elementwiseAffine ? weights.tensor("weight", [size]) : nil
    self.bias = elementwiseAffine && bias ? weights.tensor("bias", [size]) : nil
    self.size = size
    self.epsilon = epsilon
  }

  /// `x`: `[…, size]`.
  public func callAsFunction(_ x: consuming Tensor<Scalar>) -> Tensor<Scalar> {
    layerNorm(x, size: size, weight: weight, bias: bias, eps: Scalar(epsilon))
  }
}

/// Divides the last dimension by its root mean square.
public struct RMSNorm<Scalar: TensorScalar>: Sendable {
  /// `[size]`, unless the layer has no parameters.
  public let weight: Tensor<Scalar>?
  /// What is added to the mean square.
  public let epsilon: Double

  /// Reads `weight`, if the layer has one.
  public init(
    _ weights: WeightScope<Scalar>, _ size: Int, epsilon: Double, elementwiseAffine: Bool = true
  ) {
    weight = elementwiseAffine ? weights.tensor("weight", [size]) : nil
    self.epsilon = epsilon
  }

  /// `x`: `[…, size]`.
  public func callAsFunction(_ x: consuming Tensor<Scalar>) -> Tensor<Scalar> {
    rmsNorm(x, weight: weight, eps: Scalar(epsilon))
  }
}
