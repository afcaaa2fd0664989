import Checkpoints
import Layers
import Tensors

/// The shifts, scales and gates that adaptive norms apply to every token of a sample.
struct Modulation<Scalar: TensorScalar>: Sendable {
  /// `[N, rows, C]`.
  let rows: Tensor<Scalar>

  /// Row `index`, for all tokens: `[N, 1, C]`.
  subscript(index: Int) -> Tensor<Scalar> { rows.narrowed(1, index..<(index + 1)) }
}

/// The linear layer of an adaptive norm: upstream's `AdaLayerNormZero` with 6 rows (shift, scale and
/// gate of the attention, then of the feed-forward part), `AdaLayerNormZeroSingle` with 3,
/// `AdaLayerNormContinuous` with 2 (scale, then shift).
struct AdaptiveModulation<Scalar: TensorScalar>: Sendable {
  private let linear: Linear<Scalar>
  private let rows: Int

  /// Reads `linear`: from `conditioning` features (or `size`) to `rows` times `size`.
  init(
    _ weights: WeightScope<Scalar>, _ size: Int, rows: Int, conditioning: Int? = nil,
    bias: Bool = true
  ) {
    linear = Linear(weights["linear"], conditioning ?? size, rows * size, bias: bias)
    self.rows = rows
  }

  /// `embedding`: `[N, conditioning]`.
  func callAsFunction(_ embedding: Tensor<Scalar>) -> Modulation<Scalar> {
    let output = linear(embedding.silu())
    return Modulation(rows: output.reshaped([output.extent(0), rows, output.extent(1) / rows]))
  }
}

extension Tensor {
  /// `self · (1 + scale) + shift`, for `[N, L, C]` and rows of a `Modulation`.
  consuming func modulated(scale: Tensor, shift: Tensor) -> Tensor {
    self * (scale + Scalar(1)) + shift
  }

  /// The last dimension normalised without parameters, as adaptive norms do before they modulate.
  func normalized(epsilon: Double = 1e-6) -> Tensor {
    layerNorm(self, size: extent(-1), weight: nil, bias: nil, eps: Scalar(epsilon))
  }
}
