import Checkpoints
import Tensors

/// The multi-step DPM-Solver run backwards, from an image to noise
/// (scheduling_dpmsolver_multistep_inverse.py).
struct DPMSolverMultistepInverseScheduler<Scalar: TensorScalar>: DPMMultistepScheduler {
  static var type: SchedulerType { dpmMultistepInverse }

  private(set) var config: SchedulerConfig
  private(set) var numInferenceSteps: Int?
  var schedule: SigmaSchedule<Scalar>
  let settings: SolverSettings<Scalar>
  var solver: DPMMultistep<Scalar>

  init(_ config: SchedulerConfig) throws {
    self.config = config
    self.settings = try SolverSettings(config, Self.type)
    self.solver = try DPMMultistep(&self.config, Self.type, isInverse: true)
    let initial = settings.initialSchedule
    self.schedule = SigmaSchedule(
      sigmas: initial.sigmas, timesteps: initial.timesteps.reversed(),
      lookup: StepCursor.indexOrLast)
  }

  /// The class has no begin index.
  mutating func setBeginIndex(_ index: Int) {}

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    let plan = try SolverPlan(
      request, settings, config, .init(clips: true, isInverse: true))
    let noisiest = settings.noise.trainTimesteps - 1 - (try settings.noise.clippedSteps(config))
    let alpha = try settings.noise.alphaCumprod(noisiest)
    let last =
      plan.isEven ? ((1 - alpha) / alpha).squareRoot() : try plan.repeatedLevel(settings.noise)
    // Only what is whole before it becomes an integer can stand twice and is then dropped.
    let isWhole = plan.isEven || settings.spacing == .karras
    var seen: Set<Timestep> = []
    let unique = plan.timesteps.filter { !isWhole || seen.insert($0).inserted }
    schedule = SigmaSchedule(
      sigmas: plan.schedule(endingWith: last).sigmas, timesteps: unique,
      lookup: StepCursor.indexOrLast)
    numInferenceSteps = unique.count
    solver.restart()
  }

  mutating func step(
    _ modelOutput: Tensor<Scalar>, _ timestep: Timestep, _ sample: Tensor<Scalar>,
    _ options: StepOptions<Scalar>
  ) throws -> StepOutput<Scalar> {
    _ = try stepsOfRun(numInferenceSteps)
    let index = try schedule.start(timestep)
    let isLast = index == schedule.timesteps.count - 1
    let endsLow = try isLast && (config.bool("euler_at_final") || isShortEnd(index))
    return try solve(modelOutput, sample, index, endsLow: endsLow, options)
  }
}

private let dpmMultistepInverse = SchedulerType(
  "DPMSolverMultistepInverseScheduler", module: "scheduling_dpmsolver_multistep_inverse",
  parameters: BetaSchedule.parameters().merging(dpmSolverParameters).merging([
    "lower_order_final": true, "euler_at_final": false,
    "lambda_min_clipped": .double(-.infinity), "variance_type": nil,
    "timestep_spacing": "linspace", "steps_offset": 0,
  ]), accepts: [.generator])
