import Checkpoints
import Tensors

/// Euler's method on Karras et al.'s ODE (scheduling_euler_discrete.py).
struct EulerDiscreteScheduler<Scalar: TensorScalar>: SigmaScheduler {
  /// What diffusers' class takes.
  static var type: SchedulerType { eulerDiscrete }

  let config: SchedulerConfig
  private(set) var numInferenceSteps: Int?
  var schedule: SigmaSchedule<Scalar>
  private let noise: NoiseSchedule<Scalar>
  private let spacing: SigmaSpacing?

  init(_ config: SchedulerConfig) throws {
    self.config = config
    self.spacing = try SigmaSpacing.chosen(config)
    self.noise = try NoiseSchedule(config, Self.type, floor: true)
    let sigmas = Array(noise.sigmas.reversed())
    self.schedule = SigmaSchedule(
      sigmas: sigmas + [0],
      timesteps: try Self.isContinuous(config)
        ? Self.continuous(sigmas) : Array(integersBelow: noise.trainTimesteps).map(\.asFloat))
  }

  /// Whether the denoiser is asked at ¼ log σ instead of at a training timestep.
  private static func isContinuous(_ config: SchedulerConfig) throws -> Bool {
    try config.string("timestep_type") == "continuous"
      && config.string("prediction_type") == "v_prediction"
  }

  private static func continuous(_ sigmas: some Sequence<Scalar>) -> [Timestep] {
    [Timestep](floats: sigmas.map { Scalar(0.25) * Scalar.log($0) })
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    let isContinuous = try Self.isContinuous(config)
    try refuseConflicts(request, isContinuous: isContinuous)
    let count =
      request.numInferenceSteps ?? request.timesteps?.count ?? (request.sigmas?.count ?? 1) - 1
    numInferenceSteps = count

    let sigmas: [Scalar]
    var times: [Timestep]
    if let custom = request.sigmas {
      let toTime = SigmaToTime(noise.sigmas)
      sigmas = custom.map { Scalar($0) }
      times = [Timestep](floats: sigmas.dropLast().map { Scalar(toTime(narrow: $0)) })
    } else {
      let plan = try SigmaPlan(
        count, custom: request.timesteps, spacing: spacing, noise, config,
        interpolate: interpolation(count))
      sigmas = plan.sigmas + [try FinalSigma(config).value(noise)]
      times = plan.timesteps
    }
    if isContinuous { times = Self.continuous(sigmas.dropLast()) }
    schedule = SigmaSchedule(sigmas: sigmas, timesteps: times)
  }

  /// How the noise levels at timesteps are found.
  private func interpolation(
    _ count: Int
  ) throws -> (([Double], [Scalar]) -> [Double])? {
    switch try config.string("interpolation_type") {
    case "linear":
      return nil
    case "log_linear":
      return { _, sigmas in
        let ends = [sigmas.last, sigmas.first].map { Double(Scalar.log($0 ?? 0)) }
        let logs: [Scalar] = Ranges.torchLinspace(ends[0], ends[1], count + 1)
        return logs.map { Double(Scalar.exp($0)) }
      }
    case let other:
      throw PythonError.value(
        "\(other) is not implemented. Please specify interpolation_type to either 'linear' or"
          + " 'log_linear'")
    }
  }

  private func refuseConflicts(_ request: ScheduleRequest, isContinuous: Bool) throws {
    if request.timesteps != nil && request.sigmas != nil {
      throw PythonError.value("Only one of `timesteps` or `sigmas` should be set.")
    }
    let isCustom = request.timesteps != nil || request.sigmas != nil
    guard request.numInferenceSteps != nil || isCustom else {
      throw PythonError.value(
        "Must pass exactly one of `num_inference_steps` or `timesteps` or `sigmas.")
    }
    if request.numInferenceSteps != nil && isCustom {
      throw PythonError.value(
        "Can only pass one of `num_inference_steps` or `timesteps` or `sigmas`.")
    }
    guard request.timesteps != nil else { return }
    if let spacing {
      throw PythonError.value(SigmaSpacing.customTimestepsMessage(spacing))
    }
    if isContinuous {
      throw PythonError.value(
        "Cannot set `timesteps` with `config.timestep_type = 'continuous'` and"
          + " `config.prediction_type = 'v_prediction'`.")
    }
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    try input.timestep.refuseInteger()
    let index = try schedule.start(input.timestep)
    let sigma = try schedule.sigma(index)
    let next = try schedule.sigma(index + 1)
    let raised = try input.options.churn.raise(
      input.sample, at: sigma, steps: schedule.sigmas.count - 1, input.options.noise)

    let original = try SigmaPrediction(config, sample: .output).original(
      input.modelOutput, raised.sample, at: raised.sigma, velocityAt: sigma)
    schedule.cursor.advance()
    return .euler(raised.sample, at: raised.sigma, to: next, original)
  }
}

private let eulerDiscrete = SchedulerType(
  "EulerDiscreteScheduler", module: "scheduling_euler_discrete",
  parameters: BetaSchedule.parameters().merging([
    "prediction_type": "epsilon", "interpolation_type": "linear",
  ]).merging(SigmaSpacing.parameters).merging([
    "sigma_min": nil, "sigma_max": nil, "timestep_spacing": "linspace",
    "timestep_type": "discrete", "steps_offset": 0, "rescale_betas_zero_snr": false,
    "final_sigmas_type": "zero",
  ]), accepts: [.timesteps, .sigmas, .generator])
