import Checkpoints
import Tensors

/// What a model output means for a sample √ᾱ · original + √(1 − ᾱ) · epsilon.
struct AlphaPrediction<Scalar: TensorScalar> {
  /// The predicted original sample.
  let original: Tensor<Scalar>
  /// The predicted noise.
  let epsilon: Tensor<Scalar>

  /// Reads `output` by the `prediction_type` of `config`.
  ///
  /// - Throws: `PythonError` for an unknown one.
  init(
    _ output: Tensor<Scalar>, _ sample: Tensor<Scalar>, _ alpha: Scalar, _ config: SchedulerConfig,
    choices: String = "`epsilon`, `sample`, or `v_prediction`", allowsVelocity: Bool = true
  ) throws {
    try self.init(
      output, sample, signal: alpha.squareRoot(), noise: (1 - alpha).squareRoot(), config,
      choices: choices, allowsVelocity: allowsVelocity)
  }

  /// The same with the factors of the original and of the noise given.
  init(
    _ output: Tensor<Scalar>, _ sample: Tensor<Scalar>, signal: Scalar, noise: Scalar,
    _ config: SchedulerConfig, choices: String = "`epsilon`, `sample`, or `v_prediction`",
    allowsVelocity: Bool = true
  ) throws {
    switch try config.string("prediction_type") {
    case "epsilon":
      self.original = (sample - noise * output) / signal
      self.epsilon = output
    case "sample":
      self.original = output
      self.epsilon = (sample - signal * output) / noise
    case "v_prediction" where allowsVelocity:
      self.original = signal * sample - noise * output
      self.epsilon = signal * output + noise * sample
    case let other:
      throw PythonError.value("prediction_type given as \(other) must be one of \(choices)")
    }
  }
}

extension NoiseSchedule {
  /// ᾱ behind the last step: 1, or by `set_alpha_to_one` that of the first training timestep.
  func finalAlphaCumprod(_ config: SchedulerConfig) throws -> Scalar {
    try config.bool("set_alpha_to_one") ? 1 : alphaCumprod(0)
  }

  /// The number of steps of `request`, which the number of training timesteps bounds.
  ///
  /// - Throws: `PythonError` if there are more.
  func checkedSteps(_ request: ScheduleRequest) throws -> Int {
    let count = try request.requiredSteps()
    guard count <= trainTimesteps else {
      throw PythonError.value(
        "`num_inference_steps`: \(count) cannot be larger than `self.config.train_timesteps`:"
          + " \(trainTimesteps) as the unet model trained with this scheduler can only handle"
          + " maximal \(trainTimesteps) timesteps.")
    }
    return count
  }
}

/// The number of steps that `setTimesteps` was called with.
///
/// - Throws: `PythonError` if it was not called.
func stepsOfRun(_ count: Int?) throws -> Int {
  guard let count else {
    throw PythonError.value(
      "Number of inference steps is 'None', you need to run 'set_timesteps' after creating the"
        + " scheduler")
  }
  return count
}
