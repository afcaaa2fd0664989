import Checkpoints
import Tensors

/// DPM-Solver-2 of k-diffusion (scheduling_k_dpm_2_discrete.py): every step but the last one asks the
/// denoiser a second time half-way down, on a logarithmic scale.
struct KDPM2DiscreteScheduler<Scalar: TensorScalar>: TwoStageScheduler {
  static var type: SchedulerType { kdpm2 }

  let config: SchedulerConfig
  private(set) var numInferenceSteps: Int?
  var schedule: SigmaSchedule<Scalar>
  var between: [Scalar] = []
  var firstSample: Tensor<Scalar>?
  private let noise: NoiseSchedule<Scalar>
  private let spacing: SigmaSpacing?

  init(_ config: SchedulerConfig) throws {
    self.config = config
    self.spacing = try SigmaSpacing.chosen(config)
    self.noise = try NoiseSchedule(config, Self.type)
    self.schedule = SigmaSchedule(sigmas: [], timesteps: [])
    try setTimesteps(noise.trainTimesteps)
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    let count = try request.requiredSteps()
    numInferenceSteps = count
    let plan = try SigmaPlan(count, spacing: spacing, noise, config).roundingKarras(spacing)
    let sigmas = plan.sigmas + [0]
    let previous = sigmas.suffix(1) + sigmas.dropLast()
    let middles = zip(sigmas, previous).map { logarithmicMiddle($0, $1) }
    between = doubled(middles, closed: true)
    let times = plan.timesteps(of: middles.dropFirst().dropLast(), noise)
    schedule = SigmaSchedule(
      sigmas: doubled(sigmas, closed: true), timesteps: plan.interleaved(with: times))
    firstSample = nil
  }

  func betweenIndex(_ index: Int) -> Int { index }

  mutating func step(
    _ modelOutput: Tensor<Scalar>, _ timestep: Timestep, _ sample: Tensor<Scalar>,
    _ options: StepOptions<Scalar>
  ) throws -> StepOutput<Scalar> {
    let index = try schedule.start(timestep)
    let stage = try stage(modelOutput, sample, index)
    let target = try stage.isFirst ? between[index + 1] : schedule.sigma(index)
    schedule.cursor.advance()
    return StepOutput(
      stage.start + stage.derivative * (target - stage.sigma), stage.original)
  }
}

private let kdpm2 = SchedulerType(
  "KDPM2DiscreteScheduler", module: "scheduling_k_dpm_2_discrete", parameters: kdpm2Parameters)

/// The constructor's parameters of both DPM-Solver-2 classes.
let kdpm2Parameters = BetaSchedule.parameters(start: 0.00085, end: 0.012)
  .merging(SigmaSpacing.parameters)
  .merging(["prediction_type": "epsilon", "timestep_spacing": "linspace", "steps_offset": 0])
