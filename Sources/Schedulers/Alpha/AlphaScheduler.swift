import Tensors

/// A scheduler that works on the products ᾱ of its training schedule.
protocol AlphaScheduler: Scheduler {
  /// The training schedule.
  var noise: NoiseSchedule<Scalar> { get }
}

extension AlphaScheduler {
  /// 1: the sample has unit variance.
  var initNoiseSigma: Scalar { 1 }

  /// √ᾱ · `original` + √(1 − ᾱ) · `noise`.
  func addNoise(
    _ original: Tensor<Scalar>, _ noise: Tensor<Scalar>, _ timesteps: [Timestep]
  ) throws -> Tensor<Scalar> { try self.noise.addNoise(original, noise, timesteps) }
}
