import Checkpoints
import Tensors

/// DPM-Solver and DPM-Solver++ of up to third order, with outputs of earlier steps
/// (scheduling_dpmsolver_multistep.py).
struct DPMSolverMultistepScheduler<Scalar: TensorScalar>: DPMMultistepScheduler {
  static var type: SchedulerType { dpmMultistep }

  var state: SolverState<Scalar>
  var solver: DPMMultistep<Scalar>

  init(_ config: SchedulerConfig) throws {
    self.state = try SolverState(config, Self.type)
    self.solver = try DPMMultistep(&state.config, Self.type)
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    try state.config.shift(by: request.mu)
    try SigmaSpacing.refuseConflicts(
      request, settings.spacing,
      missing: "Must pass exactly one of `num_inference_steps` or `timesteps`.")
    if try request.timesteps != nil && config.bool("use_lu_lambdas") {
      throw PythonError.value("Cannot use `timesteps` with `config.use_lu_lambdas = True`")
    }
    let plan = try SolverPlan(
      request, settings, config,
      .init(
        clips: true, roundsKarras: config.string("beta_schedule") != BetaSchedule.cosine.rawValue))
    state.follow(plan, endingWith: try FinalSigma(config).value(settings.noise))
    solver.restart()
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let index = try begin(input)
    let isLast = index == schedule.timesteps.count - 1
    let endsLow =
      try isLast
      && (config.bool("euler_at_final") || isShortEnd(index)
        || config.string("final_sigmas_type") == "zero")
    return try solve(input.modelOutput, input.sample, index, endsLow: endsLow, input.options)
  }
}

private let dpmMultistep = SchedulerType(
  "DPMSolverMultistepScheduler", module: "scheduling_dpmsolver_multistep",
  parameters: BetaSchedule.parameters().merging(dpmSolverParameters).merging([
    "lower_order_final": true, "euler_at_final": false, "use_lu_lambdas": false,
    "final_sigmas_type": "zero", "lambda_min_clipped": .double(-.infinity), "variance_type": nil,
    "timestep_spacing": "linspace", "steps_offset": 0, "rescale_betas_zero_snr": false,
  ]).merging(SolverSettings<Double>.shiftParameters), accepts: [.timesteps, .mu, .generator])

/// The constructor's parameters that all DPM-Solver classes have.
let dpmSolverParameters = SampleLimit<Double>.thresholdingParameters.merging([
  "solver_order": 2, "prediction_type": "epsilon", "algorithm_type": "dpmsolver++",
  "solver_type": "midpoint",
]).merging(SolverSettings<Double>.parameters)
