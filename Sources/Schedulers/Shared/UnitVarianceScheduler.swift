import Tensors

/// A scheduler on noise levels whose samples have unit variance as they are.
protocol UnitVarianceScheduler: SigmaScheduler {}

extension UnitVarianceScheduler {
  /// 1.
  var initNoiseSigma: Scalar { 1 }

  /// `sample` itself.
  mutating func scaleModelInput(
    _ sample: Tensor<Scalar>, _ timestep: Timestep
  ) throws -> Tensor<Scalar> { sample }
}
