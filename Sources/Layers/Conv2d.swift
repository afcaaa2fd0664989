public import Checkpoints
public import Tensors

/// A two-dimensional convolution with a square kernel, as `torch.nn.Conv2d`.
public struct Conv2d<Scalar: TensorScalar>: Sendable {
  private let stored: LayerWeight<Scalar>
  /// `[outputs]`, unless the layer has none.
  public let bias: Tensor<Scalar>?
  /// The step of the kernel in both directions.
  public let stride: Int
  /// The zeros added on each side.
  public let padding: Int
  /// The distance between kernel elements.
  public let dilation: Int
  /// The number of groups that input and output channels are divided into.
  public let groups: Int

  /// `[outputs, inputs / groups, kernel, kernel]`.
  public var weight: Tensor<Scalar> { stored.tensor }

  /// Reads `weight` and, with `bias`, `bias`.
  public init(
    _ weights: WeightScope<Scalar>, _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1,
    padding: Int = 0, dilation: Int = 1, groups: Int = 1, bias: Bool = true
  ) {
    stored = weights.layerWeight("weight", [outputs, inputs / groups, kernel, kernel])
    self.bias = bias ? weights.tensor("bias", [outputs]) : nil
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  /// `x`: `[N, inputs, H, W]`; the result: `[N, outputs, H', W']`.
  public func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    conv2d(
      x, weight: weight, bias: bias, stride: (stride, stride), padding: (padding, padding),
      dilation: (dilation, dilation), groups: groups)
  }

  /// The same of `x` enlarged twofold, each row and each column repeated.
  public func callAsFunction(enlarging x: Tensor<Scalar>) -> Tensor<Scalar> {
    guard stride == 1, dilation == 1, groups == 1 else {
      return self(interpolate(x, scaleFactor: 2, mode: .nearest))
    }
    return enlargedConv2d(x, by: 2, weight: weight, bias: bias, padding: (padding, padding))
  }
}
