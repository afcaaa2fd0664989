import Checkpoints
import Layers
import Tensors

/// Two linear layers with an activation between them, as they follow `Timesteps`.
struct TimestepEmbedding<Scalar: TensorScalar>: Sendable {
  private let condProj: Linear<Scalar>?
  private let linear1: Linear<Scalar>
  private let activation: Activation
  private let linear2: Linear<Scalar>
  private let postActivation: Activation?

  init(
    _ weights: WeightScope<Scalar>, _ inputs: Int, _ size: Int, activation: Activation = .silu,
    postActivation: Activation? = nil, conditionSize: Int? = nil, outputs: Int? = nil
  ) {
    condProj = conditionSize.map { Linear(weights["cond_proj"], $0, inputs, bias: false) }
    linear1 = Linear(weights["linear_1"], inputs, size)
    self.activation = activation
    linear2 = Linear(weights["linear_2"], size, outputs ?? size)
    self.postActivation = postActivation
  }

  /// The extent of the input.
  var inputs: Int { linear1.weight.extent(1) }
  /// The extent between the linear layers.
  var size: Int { linear1.weight.extent(0) }

  /// `x`: `[N, inputs]`; `condition`: `[N, conditionSize]`; the result: `[N, outputs]`.
  func callAsFunction(
    _ x: Tensor<Scalar>, condition: Tensor<Scalar>? = nil
  ) -> Tensor<Scalar> {
    var input = x
    if let condition, let condProj { input = x + condProj(condition) }
    let output = linear2(activation(linear1(input)))
    return postActivation?(output) ?? output
  }
}
