public import Tensors

/// Independent normal distributions, one for each element of latents.
public struct DiagonalGaussianDistribution<Scalar: TensorScalar>: Sendable {
  /// The moments as the encoder gives them: `[N, 2 · C, h, w]`.
  public let parameters: Tensor<Scalar>
  /// The means, `[N, C, h, w]`.
  public let mean: Tensor<Scalar>
  /// The logarithms of the variances, kept in -30…20.
  public let logvar: Tensor<Scalar>
  /// The standard deviations.
  public var std: Tensor<Scalar> { (Scalar(0.5) * logvar).exp() }
  /// The variances.
  public var variance: Tensor<Scalar> { logvar.exp() }

  /// The distributions with `parameters`, means before logarithms of variances.
  public init(_ parameters: Tensor<Scalar>) {
    let halves = parameters.chunked(2, 1)
    self.parameters = parameters
    mean = halves[0]
    logvar = halves[1].clamped(-30, 20)
  }

  /// A sample, made from the standard normal noise that `draw` gives for the shape of the mean.
  public func sample(
    _ draw: (_ shape: [Int]) throws -> Tensor<Scalar>
  ) rethrows -> Tensor<Scalar> {
    mean + std * (try draw(mean.shape))
  }

  /// The most likely value, the mean.
  public func mode() -> Tensor<Scalar> { mean }
}
