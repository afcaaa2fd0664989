import Checkpoints
import Layers
import Tensors

/// Brings a conditioning picture to the size and channels of a U-Net's first features.
struct ControlNetConditioningEmbedding<Scalar: TensorScalar>: Sendable {
  private let convIn: Conv2d<Scalar>
  private let blocks: [Conv2d<Scalar>]
  private let convOut: Conv2d<Scalar>

  /// - Parameters:
  ///   - inputs: The channels of the picture.
  ///   - outputs: The channels of the features.
  ///   - channels: The channels between them; every further one halves the size.
  init(_ weights: WeightScope<Scalar>, _ inputs: Int, _ outputs: Int, channels: [Int]) {
    convIn = Conv2d(weights["conv_in"], inputs, channels[0], kernel: 3, padding: 1)
    blocks = zip(channels, channels.dropFirst()).enumerated().flatMap { index, pair in
      [
        Conv2d(weights["blocks"][2 * index], pair.0, pair.0, kernel: 3, padding: 1),
        Conv2d(weights["blocks"][2 * index + 1], pair.0, pair.1, kernel: 3, stride: 2, padding: 1),
      ]
    }
    convOut = Conv2d(
      weights["conv_out"], channels[channels.count - 1], outputs, kernel: 3, padding: 1)
  }

  var inputWeight: Tensor<Scalar> { convIn.weight }

  /// `[N, inputs, H, W]` to `[N, outputs, H / 2ⁿ, W / 2ⁿ]`.
  func callAsFunction(_ picture: Tensor<Scalar>) -> Tensor<Scalar> {
    convOut(blocks.reduce(convIn(picture).silu()) { $1($0).silu() })
  }
}
