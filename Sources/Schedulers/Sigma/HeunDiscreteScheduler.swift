import Checkpoints
import Tensors

/// Heun's method (Karras et al., 2022, algorithm 2; scheduling_heun_discrete.py): every step but the
/// last one asks the denoiser twice.
struct HeunDiscreteScheduler<Scalar: TensorScalar>: PlannedSigmaScheduler {
  static var type: SchedulerType { heun }

  static var planOptions: SigmaPlan<Scalar>.Options {
    .init(knownBetas: BetaSchedule.common.union([.exponential]))
  }

  let order = 2
  let settings: SigmaSettings<Scalar>
  var numInferenceSteps: Int?
  var schedule = SigmaSchedule<Scalar>()
  private var firstStage: HeunStage<Scalar>?

  init(settings: SigmaSettings<Scalar>) { self.settings = settings }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    try SigmaSpacing.refuseConflicts(
      request, settings.spacing,
      missing: "Must pass exactly one of `num_inference_steps` or `custom_timesteps`.")
    try setTimesteps(
      request.numInferenceSteps ?? request.timesteps?.count ?? 0, custom: request.timesteps)
  }

  mutating func follow(_ plan: SigmaPlan<Scalar>) {
    schedule = SigmaSchedule(
      sigmas: doubled(plan.sigmas, closed: false) + [0],
      timesteps: doubled(plan.timesteps, closed: false))
    firstStage = nil
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let index = try schedule.start(input.timestep)
    let sigma = try schedule.sigma(index)
    let limit = try SampleLimit<Scalar>(config, Self.type)
    let original = limit(
      try SigmaPrediction(config, sample: .output).original(
        input.modelOutput, input.sample, at: sigma))
    let derivative = (input.sample - original) / sigma
    if let first = firstStage {
      firstStage = nil
      schedule.cursor.advance()
      return StepOutput(first.corrected(derivative), original)
    }
    let stage = HeunStage(
      sample: input.sample, derivative: derivative, distance: try schedule.sigma(index + 1) - sigma)
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
