import Tensors

/// A step from one noise level to a lower one, in two parts: down below the target without noise,
/// and up to it by adding fresh noise.
struct AncestralSigmas<Scalar: TensorScalar> {
  /// The level that the deterministic part ends at.
  let down: Scalar
  /// The level of the fresh noise.
  let up: Scalar

  /// - Parameter limitingNoise: whether the fresh noise is at most `next`.
  init(from sigma: Scalar, to next: Scalar, limitingNoise: Bool = false) {
    let variance = sigma * sigma
    let nextVariance = next * next
    let up = (nextVariance * (variance - nextVariance) / variance).squareRoot()
    self.up = limitingNoise && !(up < next) ? next : up
    self.down = (nextVariance - self.up * self.up).squareRoot()
  }
}
