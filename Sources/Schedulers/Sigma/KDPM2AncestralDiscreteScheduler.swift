import Checkpoints
import Tensors

/// DPM-Solver-2 with ancestral noise (scheduling_k_dpm_2_ancestral_discrete.py).
struct KDPM2AncestralDiscreteScheduler<Scalar: TensorScalar>: TwoStageScheduler {
  static var type: SchedulerType { kdpm2Ancestral }

  let config: SchedulerConfig
  private(set) var numInferenceSteps: Int?
  var schedule: SigmaSchedule<Scalar>
  var between: [Scalar] = []
  var firstSample: Tensor<Scalar>?
  private var parts: [AncestralSigmas<Scalar>] = []
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
    let parts = zip(sigmas, sigmas.dropFirst() + [0]).map { AncestralSigmas(from: $0, to: $1) }
    let middles = zip(sigmas, parts).dropLast(2).map { logarithmicMiddle($0, $1.down) }
    self.parts = doubled(parts, closed: true)
    between = doubled(middles + [Scalar](repeating: 0, count: min(2, sigmas.count)), closed: true)
    schedule = SigmaSchedule(
      sigmas: doubled(sigmas, closed: true),
      timesteps: plan.interleaved(with: plan.timesteps(of: middles[...], noise)))
    firstSample = nil
  }

  func betweenIndex(_ index: Int) -> Int { index - 1 }

  mutating func step(
    _ modelOutput: Tensor<Scalar>, _ timestep: Timestep, _ sample: Tensor<Scalar>,
    _ options: StepOptions<Scalar>
  ) throws -> StepOutput<Scalar> {
    let index = try schedule.start(timestep)
    let stage = try stage(modelOutput, sample, index)
    let target = stage.isFirst ? between[index] : parts[index - 1].down
    var next = stage.start + stage.derivative * (target - stage.sigma)
    if !stage.isFirst {
      next = try next + options.noise.normal(modelOutput.shape) * parts[index - 1].up
    }
    schedule.cursor.advance()
    return StepOutput(next, stage.original)
  }
}

private let kdpm2Ancestral = SchedulerType(
  "KDPM2AncestralDiscreteScheduler", module: "scheduling_k_dpm_2_ancestral_discrete",
  parameters: kdpm2Parameters, accepts: [.generator])
