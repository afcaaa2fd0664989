import Checkpoints
import Layers
import Tensors

/// Enlarges a feature map by repeating values, twofold or to a given size, and convolves the result.
struct Upsample2D<Scalar: TensorScalar>: Sendable {
  private let conv: Conv2d<Scalar>?

  /// With the convolution `conv`.
  init(_ weights: WeightScope<Scalar>, channels: Int) {
    conv = Conv2d(weights["conv"], channels, channels, kernel: 3, padding: 1)
  }

  /// Without a convolution.
  init() { conv = nil }

  /// `x`: `[N, C, H, W]`; `size`: the height and width to reach, twice those of `x` if `nil`.
  func callAsFunction(_ x: Tensor<Scalar>, to size: [Int]? = nil) -> Tensor<Scalar> {
    let enlarged =
      if let size {
        interpolate(x, size: size, mode: .nearest)
      } else {
        interpolate(x, scaleFactor: 2, mode: .nearest)
      }
    return conv?(enlarged) ?? enlarged
  }
}
