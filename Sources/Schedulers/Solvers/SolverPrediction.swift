import Checkpoints
import Tensors

/// What a model output means to a solver, by the `prediction_type`.
struct SolverPrediction: Sendable {
  private let name: String
  private let className: String
  private let takesThreeChannels: Bool

  init(_ config: SchedulerConfig, _ type: SchedulerType) throws {
    self.name = try config.string("prediction_type")
    self.className = type.name
    let variance = type.parameters["variance_type"] == nil ? nil : config["variance_type"]
    self.takesThreeChannels = ["learned", "learned_range"].contains(variance?.stringValue)
  }

  /// The noise that an `epsilon` output predicts; of learned variances only the mean counts.
  private func mean<Scalar: TensorScalar>(_ output: Tensor<Scalar>) -> Tensor<Scalar> {
    takesThreeChannels ? output.narrowed(1, 0..<min(3, output.extent(1))) : output
  }

  /// The predicted original sample.
  ///
  /// - Parameters:
  ///   - point: the factors of the sample.
  ///   - level: the noise level itself, which `flow_prediction` refers to.
  /// - Throws: `PythonError` for an unknown prediction type.
  func original<Scalar: TensorScalar>(
    _ output: Tensor<Scalar>, _ sample: Tensor<Scalar>, _ point: SignalNoise<Scalar>,
    level: Scalar
  ) throws -> Tensor<Scalar> {
    switch name {
    case "epsilon": (sample - point.sigma * mean(output)) / point.alpha
    case "sample": output
    case "v_prediction": point.alpha * sample - point.sigma * output
    case "flow_prediction": sample - level * output
    default: throw unknown("`epsilon`, `sample`, `v_prediction`, or `flow_prediction`")
    }
  }

  /// The predicted noise.
  ///
  /// - Throws: `PythonError` for an unknown prediction type.
  func epsilon<Scalar: TensorScalar>(
    _ output: Tensor<Scalar>, _ sample: Tensor<Scalar>, _ point: SignalNoise<Scalar>
  ) throws -> Tensor<Scalar> {
    switch name {
    case "epsilon": mean(output)
    case "sample": (sample - point.alpha * output) / point.sigma
    case "v_prediction": point.alpha * output + point.sigma * sample
    default: throw unknown("`epsilon`, `sample`, or `v_prediction`")
    }
  }

  private func unknown(_ choices: String) -> PythonError {
    PythonError.value(
      "prediction_type given as \(name) must be one of \(choices) for the \(className).")
  }
}

extension SolverScheduler {
  /// The predicted original sample of the step at `index`, in range.
  func originalSample(
    _ output: Tensor<Scalar>, _ sample: Tensor<Scalar>, _ index: Int
  ) throws -> Tensor<Scalar> {
    settings.limit(
      try settings.prediction.original(
        output, sample, point(index), level: schedule.sigma(index)))
  }

  /// Throws where upstream combines thresholding and noise prediction with a vector of all training
  /// timesteps instead of one number.
  func refuseThresholding(_ sample: Tensor<Scalar>) throws {
    guard settings.limit.isActive else { return }
    let width = sample.extent(-1)
    throw PythonError(
      type: .runtimeError,
      message:
        "The size of tensor a (\(settings.noise.trainTimesteps)) must match the size of tensor"
        + " b (\(width)) at non-singleton dimension \(sample.rank - 1)")
  }

  /// The predicted noise of the step at `index`; with thresholding that of the original in range.
  func epsilon(
    _ output: Tensor<Scalar>, _ sample: Tensor<Scalar>, _ index: Int
  ) throws -> Tensor<Scalar> {
    let point = try point(index)
    let epsilon = try settings.prediction.epsilon(output, sample, point)
    guard settings.limit.isActive else { return epsilon }
    let original = settings.limit((sample - point.sigma * epsilon) / point.alpha)
    return (sample - point.alpha * original) / point.sigma
  }
}
