import Checkpoints
import Layers
import Tensors

/// Two linear layers with an activation between them, as captions and pooled texts pass through.
struct PixArtAlphaTextProjection<Scalar: TensorScalar>: Sendable {
  private let linear1: Linear<Scalar>
  private let activation: Activation
  private let linear2: Linear<Scalar>

  init(
    _ weights: WeightScope<Scalar>, _ inputs: Int, _ size: Int, outputs: Int? = nil,
    activation: Activation = .geluNew
  ) {
    linear1 = Linear(weights["linear_1"], inputs, size)
    self.activation = activation
    linear2 = Linear(weights["linear_2"], size, outputs ?? size)
  }

  /// `caption`: `[…, inputs]`; the result: `[…, outputs]`.
  func callAsFunction(_ caption: Tensor<Scalar>) -> Tensor<Scalar> {
    linear2(activation(linear1(caption)))
  }
}
