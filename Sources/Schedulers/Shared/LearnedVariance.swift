import Checkpoints
import RealModule
import Tensors

/// A model output that may hold a prediction of the variance behind that of the mean, and how a
/// `variance_type` makes the noise of a DDPM step from it.
struct LearnedVariance<Scalar: TensorScalar> {
  /// The part of the output that predicts the mean, `[N, C, …]`.
  let mean: Tensor<Scalar>
  private let variance: Tensor<Scalar>?
  private let kind: String

  /// Splits `output` `[N, 2C, …]` for a `sample` `[N, C, …]` if the class `splits` it.
  init(
    _ output: Tensor<Scalar>, _ sample: Tensor<Scalar>, _ kind: String, splits: Bool
  ) throws {
    self.kind = kind
    let channels = sample.extent(1)
    guard splits, output.extent(1) == channels * 2 else {
      self.mean = output
      self.variance = nil
      return
    }
    self.mean = output.narrowed(1, 0..<channels)
    self.variance = output.narrowed(1, channels..<(2 * channels))
  }

  /// `draw` times the standard deviation.
  ///
  /// - Parameters:
  ///   - posterior: the variance of the previous sample given the original one.
  ///   - beta: the variance that the step added.
  func scaled(
    _ draw: Tensor<Scalar>, posterior: Scalar, beta: Scalar
  ) throws -> Tensor<Scalar> {
    switch kind {
    case "fixed_small_log":
      return Scalar.exp(Scalar(0.5) * Scalar.log(posterior)) * draw
    case "fixed_large":
      return beta.squareRoot() * draw
    case "fixed_large_log":
      return Scalar.log(beta).squareRoot() * draw
    case "learned":
      return try predicted("** or pow(): 'NoneType' and 'float'").sqrt() * draw
    case "learned_range":
      let fraction = try (predicted("+: 'NoneType' and 'int'") + 1) / 2
      let log = fraction * Scalar.log(beta) + (1 - fraction) * Scalar.log(posterior)
      return (Scalar(0.5) * log).exp() * draw
    default:
      return posterior.squareRoot() * draw
    }
  }

  private func predicted(_ operation: String) throws -> Tensor<Scalar> {
    guard let variance else {
      throw PythonError.type("unsupported operand type(s) for \(operation)")
    }
    return variance
  }
}

extension NoiseSchedule {
  /// The caller's own timesteps, which must descend from below the number of training timesteps.
  ///
  /// - Throws: `PythonError` if they do not, or if `request` has a number of steps as well.
  func customTimesteps(_ timesteps: [Double], _ request: ScheduleRequest) throws -> [Int] {
    if request.numInferenceSteps != nil {
      throw PythonError.value("Can only pass one of `num_inference_steps` or `custom_timesteps`.")
    }
    guard zip(timesteps, timesteps.dropFirst()).allSatisfy({ $0 > $1 }) else {
      throw PythonError.value("`custom_timesteps` must be in descending order.")
    }
    guard let first = timesteps.first else {
      throw PythonError(type: .indexError, message: "list index out of range")
    }
    guard first < Double(trainTimesteps) else {
      throw PythonError.value(
        "`timesteps` must start before `self.config.train_timesteps`: \(trainTimesteps).")
    }
    return timesteps.map { truncated($0) }
  }
}
