import Tensors

/// The distribution of a sample one step back, given the predicted original sample and the current one
/// (Ho et al., 2020, formula 7).
struct DDPMPosterior<Scalar: TensorScalar> {
  /// What the step adds: β, and 1 − β.
  let beta: Scalar
  private let stepAlpha: Scalar
  private let alpha: Scalar
  private let previousAlpha: Scalar

  /// The posterior for the products ᾱ of the current and the previous timestep.
  ///
  /// - Parameter step: α and β of the step, where they come from the training schedule itself.
  init(_ alpha: Scalar, _ previousAlpha: Scalar, step: (alpha: Scalar, beta: Scalar)? = nil) {
    self.alpha = alpha
    self.previousAlpha = previousAlpha
    let ratio = alpha / previousAlpha
    self.beta = step?.beta ?? 1 - ratio
    self.stepAlpha = step?.alpha ?? ratio
  }

  /// The mean.
  func mean(_ original: Tensor<Scalar>, _ sample: Tensor<Scalar>) -> Tensor<Scalar> {
    let originalFactor = previousAlpha.squareRoot() * beta / (1 - alpha)
    let sampleFactor = stepAlpha.squareRoot() * (1 - previousAlpha) / (1 - alpha)
    return originalFactor * original + sampleFactor * sample
  }

  /// The variance.
  var variance: Scalar { (1 - previousAlpha) / (1 - alpha) * beta }

  /// The variance, kept above 0 so that it has a logarithm.
  var clampedVariance: Scalar { max(variance, Scalar(1e-20)) }
}
