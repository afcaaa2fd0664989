import Checkpoints
import Tensors

/// What a model output means for a sample original + σ · noise, by the `prediction_type`.
struct SigmaPrediction {
  /// What a class makes of the prediction type `sample`.
  enum SampleRule {
    /// The output is the original sample.
    case output
    /// It is not implemented.
    case missing
  }

  private let name: String
  private let sampleRule: SampleRule

  init(_ config: SchedulerConfig, sample: SampleRule) throws {
    self.name = try config.string("prediction_type")
    self.sampleRule = sample
  }

  /// The predicted original sample.
  ///
  /// - Parameter velocityAt: the level that a velocity refers to, if another one than `sigma`.
  /// - Throws: `PythonError` for an unknown prediction type.
  func original<Scalar: TensorScalar>(
    _ output: Tensor<Scalar>, _ sample: Tensor<Scalar>, at sigma: Scalar,
    velocityAt other: Scalar? = nil
  ) throws -> Tensor<Scalar> {
    switch (name, sampleRule) {
    case ("epsilon", _):
      return sample - sigma * output
    case ("v_prediction", _):
      let sigma = other ?? sigma
      let variance = sigma * sigma + 1
      return output * (-sigma / variance.squareRoot()) + sample / variance
    case ("sample", .output):
      return output
    case ("sample", .missing):
      throw PythonError(
        type: .notImplementedError, message: "prediction_type not implemented yet: sample")
    default:
      throw PythonError.value(
        "prediction_type given as \(name) must be one of `epsilon`, or `v_prediction`")
    }
  }
}

extension Timestep {
  /// The same as a floating-point timestep.
  var asFloat: Timestep { .float(value) }

  /// Throws for an integer, which is taken for an index by mistake.
  func refuseInteger(_ className: String = "EulerDiscreteScheduler") throws {
    guard isInteger else { return }
    throw PythonError.value(
      "Passing integer indices (e.g. from `enumerate(timesteps)`) as timesteps to"
        + " `\(className).step()` is not supported. Make sure to pass one of the"
        + " `scheduler.timesteps` as a timestep.")
  }
}

extension [Timestep] {
  /// `count` − 1 down to 0: every training timestep.
  init(integersBelow count: Int) { self = (0..<count).reversed().map { .integer($0) } }
}

/// `final_sigmas_type`: the noise level that a run ends at.
struct FinalSigma {
  let isZero: Bool

  /// The level that `config` names.
  ///
  /// - Parameter choices: how the message names the choices.
  /// - Throws: `PythonError` for an unknown one.
  init(
    _ config: SchedulerConfig,
    choices: String = "`final_sigmas_type` must be one of 'zero', or 'sigma_min'"
  ) throws {
    let name = config["final_sigmas_type"]?.stringValue ?? "None"
    guard ["zero", "sigma_min"].contains(name) else {
      throw PythonError.value(
        "\(choices), but got \(name)")
    }
    self.isZero = name == "zero"
  }

  /// 0, or the level of the first training timestep.
  func value<Scalar: TensorScalar>(_ noise: NoiseSchedule<Scalar>) throws -> Scalar {
    if isZero { return 0 }
    let first = try noise.alphaCumprod(0)
    return ((1 - first) / first).squareRoot()
  }
}

extension Churn {
  /// `sample` with its noise raised from `sigma` to a higher level, and that level.
  func raise<Scalar: TensorScalar>(
    _ sample: Tensor<Scalar>, at sigma: Scalar, steps: Int, _ source: NoiseSource<Scalar>
  ) throws -> (sample: Tensor<Scalar>, sigma: Scalar) {
    let isInRange = Scalar(minimum) <= sigma && sigma <= Scalar(maximum)
    let gamma = isInRange ? min(amount / Double(steps), 2.0.squareRoot() - 1) : 0
    let raised = sigma * Scalar(gamma + 1)
    guard gamma > 0 else { return (sample, raised) }
    let noise = try source.normal(sample.shape) * Scalar(self.noise)
    return (sample + noise * (raised * raised - sigma * sigma).squareRoot(), raised)
  }
}

extension StepOutput {
  /// Euler's step on the line from the predicted original sample to `sample`, from one noise level to
  /// the next.
  static func euler(
    _ sample: Tensor<Scalar>, at sigma: Scalar, to next: Scalar, _ original: Tensor<Scalar>
  ) -> StepOutput {
    let derivative = (sample - original) / sigma
    return StepOutput(sample + derivative * (next - sigma), original)
  }
}

/// What the first stage of a step of Heun's method leaves for the second.
struct HeunStage<Scalar: TensorScalar>: Sendable {
  /// The sample that the step starts from.
  let sample: Tensor<Scalar>
  /// The derivative there.
  let derivative: Tensor<Scalar>
  /// The distance in noise levels.
  let distance: Scalar

  /// The sample that Euler's method gives.
  var predicted: Tensor<Scalar> { sample + derivative * distance }

  /// The sample that the mean with the derivative at the other end gives.
  func corrected(_ other: Tensor<Scalar>) -> Tensor<Scalar> {
    sample + (derivative + other) / 2 * distance
  }
}
