import RealModule
import Tensors

/// A noise level as a sample α · original + σ · noise has it, with half the log signal-to-noise ratio.
struct SignalNoise<Scalar: TensorScalar> {
  /// The signal's factor.
  let alpha: Scalar
  /// The noise's factor.
  let sigma: Scalar
  /// log α − log σ.
  var lambda: Scalar { Scalar.log(alpha) - Scalar.log(sigma) }

  /// The point at noise level `level`: relative to the signal, or with `isFlow` the noise's own
  /// factor on a straight line from the original to the noise.
  init(_ level: Scalar, isFlow: Bool) {
    if isFlow {
      self.alpha = 1 - level
      self.sigma = level
    } else {
      self.alpha = 1 / (level * level + 1).squareRoot()
      self.sigma = level * alpha
    }
  }
}
