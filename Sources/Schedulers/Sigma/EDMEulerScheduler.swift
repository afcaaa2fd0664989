import Checkpoints
import RealModule
import Tensors

/// Euler's method with the preconditioning of Karras et al. (2022) (scheduling_edm_euler.py).
struct EDMEulerScheduler<Scalar: TensorScalar>: SigmaScheduler {
  static var type: SchedulerType { edmEuler }

  let config: SchedulerConfig
  private(set) var numInferenceSteps: Int?
  var schedule: SigmaSchedule<Scalar>
  private let largest: Double
  private let smallest: Double
  private let dataVariance: Double

  init(_ config: SchedulerConfig) throws {
    self.config = config
    self.largest = try config.double("sigma_max")
    self.smallest = try config.double("sigma_min")
    let data = try config.double("sigma_data")
    self.dataVariance = data * data
    self.schedule = SigmaSchedule(sigmas: [], timesteps: [])
    let name = try config.string("sigma_schedule")
    guard ["karras", "exponential"].contains(name) else {
      throw PythonError.value("Wrong value for provided for `sigma_schedule='\(name)'`.`")
    }
    let count = try config.trainTimesteps()
    try fill((0...count).map { Double($0) / Double(count) })
  }

  var initNoiseSigma: Scalar { Scalar((largest * largest + 1).squareRoot()) }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    guard request.sigmas == nil else {
      throw PythonError(type: .attributeError, message: "'list' object has no attribute 'to'")
    }
    let count = try request.requiredSteps()
    numInferenceSteps = count
    try fill(Ranges.torchLinspace(0, 1, count))
  }

  /// Makes the schedule from positions between 0, the largest level, and 1, the smallest one.
  private mutating func fill(_ ramp: [Double]) throws {
    let sigmas: [Scalar]
    if try config.string("sigma_schedule") == "karras" {
      let rho = try config.double("rho")
      let (start, stop) = (Double.pow(largest, 1 / rho), Double.pow(smallest, 1 / rho))
      sigmas = ramp.map { Scalar(Double.pow(start + $0 * (stop - start), rho)) }
    } else {
      let logs: [Scalar] = Ranges.torchLinspace(
        Double.log(smallest), Double.log(largest), ramp.count)
      sigmas = logs.reversed().map { Scalar.exp($0) }
    }
    let last = try FinalSigma(config).isZero ? 0 : sigmas.last ?? 0
    schedule = SigmaSchedule(
      sigmas: sigmas + [last],
      timesteps: [Timestep](floats: sigmas.map { Scalar(0.25) * Scalar.log($0) }))
  }

  mutating func scaleModelInput(
    _ sample: Tensor<Scalar>, _ timestep: Timestep
  ) throws -> Tensor<Scalar> {
    let sigma = try schedule.sigma(schedule.start(timestep))
    return sample * (1 / (sigma * sigma + Scalar(dataVariance)).squareRoot())
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    try input.timestep.refuseInteger(Self.type.name)
    let index = try schedule.start(input.timestep)
    let next = try schedule.sigma(index + 1)
    let raised = try input.options.churn.raise(
      input.sample, at: schedule.sigma(index), steps: schedule.sigmas.count - 1, input.options.noise
    )
    let original = try denoised(input.modelOutput, raised.sample, raised.sigma)
    schedule.cursor.advance()
    return .euler(raised.sample, at: raised.sigma, to: next, original)
  }

  private func denoised(
    _ output: Tensor<Scalar>, _ sample: Tensor<Scalar>, _ sigma: Scalar
  ) throws -> Tensor<Scalar> {
    let variance = sigma * sigma + Scalar(dataVariance)
    let factor = sigma * Scalar(dataVariance.squareRoot()) / variance.squareRoot()
    let skipped = Scalar(dataVariance) / variance * sample
    switch try config.string("prediction_type") {
    case "epsilon": return skipped + factor * output
    case "v_prediction": return skipped + -factor * output
    case let other:
      throw PythonError.value("Prediction type \(other) is not supported.")
    }
  }
}

private let edmEuler = SchedulerType(
  "EDMEulerScheduler", module: "scheduling_edm_euler",
  parameters: [
    "sigma_min": 0.002, "sigma_max": 80.0, "sigma_data": 0.5, "sigma_schedule": "karras",
    "num_train_timesteps": 1000, "prediction_type": "epsilon", "rho": 7.0,
    "final_sigmas_type": "zero",
  ], accepts: [.sigmas, .generator], compatibles: [])
