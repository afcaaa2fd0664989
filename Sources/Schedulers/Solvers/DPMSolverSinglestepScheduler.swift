import Checkpoints
import Tensors

/// DPM-Solver and DPM-Solver++ of up to third order, in which a step of order n takes n denoiser calls
/// (scheduling_dpmsolver_singlestep.py).
struct DPMSolverSinglestepScheduler<Scalar: TensorScalar>: SolverScheduler {
  static var type: SchedulerType { dpmSinglestep }

  var state: SolverState<Scalar>
  private let algorithm: DPMAlgorithm
  private let isMidpoint: Bool
  /// The order of each call's formula.
  private var orders: [Int] = []
  private var memory = OutputMemory<Scalar>()
  private var firstSample: Tensor<Scalar>?

  init(_ config: SchedulerConfig) throws {
    self.state = try SolverState(config, Self.type)
    self.algorithm = try DPMAlgorithm(
      &state.config, Self.type, known: [.noise, .data, .stochasticData])
    self.isMidpoint = try state.config.string("solver_type") == "midpoint"
    self.orders = try orderList(settings.noise.trainTimesteps)
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    try state.config.shift(by: request.mu)
    let one = "Must pass exactly one of  `num_inference_steps` or `timesteps`."
    try SigmaSpacing.refuseConflicts(
      request, settings.spacing, missing: one, both: one,
      karras: "Cannot use `timesteps` when `config.use_karras_sigmas=True`.")
    var request = request
    let count = request.numInferenceSteps ?? request.timesteps?.count ?? 0
    request.numInferenceSteps = count
    state.numInferenceSteps = count
    let plan = try SolverPlan(
      request, settings, config, .init(clips: true, fixedSpacing: .linspace))
    let final = try FinalSigma(
      config, choices: " `final_sigmas_type` must be one of `sigma_min` or `zero`")
    state.schedule = plan.schedule(endingWith: try final.value(settings.noise))
    memory = OutputMemory()
    firstSample = nil
    let order = try config.int("solver_order")
    let isUneven = try floorDivided(count, by: order) * order != count
    if isUneven || final.isZero { state.config["lower_order_final"] = true }
    orders = try orderList(count)
  }

  /// `get_order_list`: orders that go up to the solver's, again and again.
  private func orderList(_ count: Int) throws -> [Int] {
    let order = try config.int("solver_order")
    guard order <= 3 else {
      throw PythonError.value("Order > 3 is not supported by this scheduler")
    }
    guard order > 0 else {
      throw PythonError(
        type: .unboundLocalError,
        message: "cannot access local variable 'orders' where it is not associated with a value")
    }
    let endsLow = try config.bool("lower_order_final")
    let isExact = count % order == 0
    let rounds = count / order - (endsLow && order > 1 && isExact ? 1 : 0)
    var orders = [[Int]](repeating: Array(1...order), count: max(0, rounds)).flatMap { $0 }
    if endsLow && order > 1 {
      // A remainder r gives orders 1…r; a run without one ends with 1…n−1 and another 1.
      orders += isExact ? (1..<order) + [1] : Array(1...(count % order))
    }
    guard try config.string("final_sigmas_type") == "zero" else { return orders }
    guard !orders.isEmpty else {
      throw PythonError(type: .indexError, message: "list assignment index out of range")
    }
    orders[orders.count - 1] = 1
    return orders
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let index = try begin(input)
    if !algorithm.predictsOriginal { try refuseThresholding(input.sample) }
    let output =
      try algorithm.predictsOriginal
      ? originalSample(input.modelOutput, input.sample, index)
      : epsilon(input.modelOutput, input.sample, index)
    memory.push(output, keeping: try config.int("solver_order"))
    let noise = algorithm.isStochastic ? try input.options.noise.normal(output.shape) : nil
    guard orders.indices.contains(index) else {
      throw PythonError(type: .indexError, message: "list index out of range")
    }
    let order = min(orders[index], memory.outputs.count)
    if order == 1 { firstSample = input.sample }
    let next = try update(firstSample ?? input.sample, order, index, noise)
    schedule.cursor.advance()
    return StepOutput(next)
  }

  /// The formula of `order`, from the level at which the step began.
  private func update(
    _ sample: Tensor<Scalar>, _ order: Int, _ index: Int, _ noise: Tensor<Scalar>?
  ) throws -> Tensor<Scalar> {
    let start = try point(index - order + 1)
    let update = DPMUpdate(algorithm, from: start, to: try point(index + 1))
    let recent = Array(memory.outputs.reversed())
    let output = recent[order - 1]
    if order == 1 { return update(sample, output, noise: noise) }
    let ratio = (try point(index).lambda - start.lambda) / update.step
    let difference = 1 / ratio * (recent[0] - output)
    if order == 2 {
      return update(sample, output, first: difference, usesMidpoint: isMidpoint, noise: noise)
    }
    if isMidpoint { return update(sample, output, first: difference, noise: noise) }
    let olderRatio = (try point(index - 1).lambda - start.lambda) / update.step
    let older = 1 / olderRatio * (recent[1] - output)
    return update(
      sample, output,
      first: (ratio * older - olderRatio * difference) / (ratio - olderRatio),
      second: 2 * (difference - older) / (ratio - olderRatio), noise: noise)
  }
}

private let dpmSinglestep = SchedulerType(
  "DPMSolverSinglestepScheduler", module: "scheduling_dpmsolver_singlestep",
  parameters: BetaSchedule.parameters().merging(dpmSolverParameters).merging([
    "lower_order_final": false, "final_sigmas_type": "zero",
    "lambda_min_clipped": .double(-.infinity), "variance_type": nil,
  ]).merging(SolverSettings<Double>.shiftParameters), accepts: [.timesteps, .mu, .generator])
