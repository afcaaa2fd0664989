import Checkpoints
import Tensors

/// The multi-step DPM-Solver run backwards, from an image to noise
/// (scheduling_dpmsolver_multistep_inverse.py).
struct DPMSolverMultistepInverseScheduler<Scalar: TensorScalar>: DPMMultistepScheduler {
  static var type: SchedulerType { dpmMultistepInverse }

  var state: SolverState<Scalar>
  var solver: DPMMultistep<Scalar>

  init(_ config: SchedulerConfig) throws {
    self.state = try SolverState(config, Self.type)
    self.solver = try DPMMultistep(&state.config, Self.type, isInverse: true)
    state.schedule.timesteps.reverse()
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
    state.follow(plan, endingWith: last)
    state.schedule.timesteps = unique
    state.numInferenceSteps = unique.count
    solver.restart()
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let index = try begin(input)
    let isLast = index == schedule.timesteps.count - 1
    let endsLow = try isLast && (config.bool("euler_at_final") || isShortEnd(index))
    return try solve(input.modelOutput, input.sample, index, endsLow: endsLow, input.options)
  }
}

private let dpmMultistepInverse = SchedulerType(
  "DPMSolverMultistepInverseScheduler", module: "scheduling_dpmsolver_multistep_inverse",
  parameters: BetaSchedule.parameters().merging(dpmSolverParameters).merging([
    "lower_order_final": true, "euler_at_final": false,
    "lambda_min_clipped": .double(-.infinity), "variance_type": nil,
    "timestep_spacing": "linspace", "steps_offset": 0,
  ]), accepts: [.generator])
