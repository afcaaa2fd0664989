import Checkpoints
import Tensors

/// Heun's method (Karras et al., 2022, algorithm 2; scheduling_heun_discrete.py): every step but the
/// last one asks the denoiser twice.
struct HeunDiscreteScheduler<Scalar: TensorScalar>: SigmaScheduler {
  static var type: SchedulerType { heun }

  let config: SchedulerConfig
  let order = 2
  private(set) var numInferenceSteps: Int?
  var schedule: SigmaSchedule<Scalar>
  private let noise: NoiseSchedule<Scalar>
  private let spacing: SigmaSpacing?
  private let limit: SampleLimit<Scalar>
  /// What the first stage of a step leaves for the second.
  private var firstStage: HeunStage<Scalar>?

  init(_ config: SchedulerConfig) throws {
    self.config = config
    self.spacing = try SigmaSpacing.chosen(config)
    self.noise = try NoiseSchedule(
      config, Self.type, known: BetaSchedule.common.union([.exponential]))
    self.limit = try SampleLimit(config, Self.type)
    self.schedule = SigmaSchedule(sigmas: [], timesteps: [])
    try setTimesteps(noise.trainTimesteps)
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    try SigmaSpacing.refuseConflicts(
      request, spacing,
      missing: "Must pass exactly one of `num_inference_steps` or `custom_timesteps`.")
    let count = request.numInferenceSteps ?? request.timesteps?.count ?? 0
    numInferenceSteps = count
    let plan = try SigmaPlan(count, custom: request.timesteps, spacing: spacing, noise, config)
    schedule = SigmaSchedule(
      sigmas: doubled(plan.sigmas, closed: false) + [0],
      timesteps: doubled(plan.timesteps, closed: false))
    firstStage = nil
  }

  mutating func step(
    _ modelOutput: Tensor<Scalar>, _ timestep: Timestep, _ sample: Tensor<Scalar>,
    _ options: StepOptions<Scalar>
  ) throws -> StepOutput<Scalar> {
    let index = try schedule.start(timestep)
    let sigma = try schedule.sigma(index)
    let original = limit(
      try SigmaPrediction(config, sample: .output).original(modelOutput, sample, at: sigma))
    let derivative = (sample - original) / sigma
    if let first = firstStage {
      firstStage = nil
      schedule.cursor.advance()
      return StepOutput(first.corrected(derivative), original)
    }
    let stage = HeunStage(
      sample: sample, derivative: derivative, distance: try schedule.sigma(index + 1) - sigma)
    firstStage = stage
    schedule.cursor.advance()
    return StepOutput(stage.predicted, original)
  }
}

private let heun = SchedulerType(
  "HeunDiscreteScheduler", module: "scheduling_heun_discrete",
  parameters: BetaSchedule.parameters(start: 0.00085, end: 0.012).merging([
    "prediction_type": "epsilon"
  ]).merging(SigmaSpacing.parameters).merging([
    "clip_sample": false, "clip_sample_range": 1.0, "timestep_spacing": "linspace",
    "steps_offset": 0,
  ]), accepts: [.timesteps])
