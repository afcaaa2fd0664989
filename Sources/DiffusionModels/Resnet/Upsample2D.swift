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
    let double = x.shape[2...].map { 2 * $0 }
    if let conv, size == nil || size == double { return conv(enlarging: x) }
    let enlarged = interpolate(x, size: size ?? double, mode: .nearest)
    return conv?(enlarged) ?? enlarged
  }
}
