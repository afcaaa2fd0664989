import Checkpoints
import Layers
import Tensors

/// Halves the size of a feature map, by a convolution of step 2 or by averaging.
struct Downsample2D<Scalar: TensorScalar>: Sendable {
  private let conv: Conv2d<Scalar>?

  /// A convolution; without `padding`, zeros are added to the right and below only.
  init(_ weights: WeightScope<Scalar>, channels: Int, padding: Int) {
    conv = Conv2d(
      weights["conv"], channels, channels, kernel: 3, stride: 2, padding: padding)
  }

  /// The mean of each square of four.
  init() { conv = nil }

  /// `x`: `[N, C, H, W]`.
  func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    guard let conv else { return avgPool2d(x, kernel: (2, 2), stride: (2, 2)) }
    return conv(conv.padding == 0 ? padded(x, left: 0, right: 1, top: 0, bottom: 1) : x)
  }
}
