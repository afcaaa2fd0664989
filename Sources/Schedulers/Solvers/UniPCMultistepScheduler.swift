import Checkpoints
import RealModule
import Tensors

/// UniPC (Zhao et al., 2023): a predictor and a corrector of the same order
/// (scheduling_unipc_multistep.py).
struct UniPCMultistepScheduler<Scalar: TensorScalar>: SolverScheduler {
  static var type: SchedulerType { uniPC }

  var state: SolverState<Scalar>
  private let solverOrder: Int
  private let predictsOriginal: Bool
  private let uncorrected: [Int]
  private var memory = OutputMemory<Scalar>()
  /// `solver_p`: another scheduler that predicts in the place of UniP.
  private var predictor: (any Scheduler<Scalar>)?
  /// The sample and the order of the step before.
  private var last: (sample: Tensor<Scalar>, order: Int)?

  init(_ config: SchedulerConfig) throws {
    self.state = try SolverState(config, Self.type)
    try state.config.replace(
      "solver_type", known: ["bh1", "bh2"], others: ["midpoint", "heun", "logrho"], by: "bh2",
      Self.type)
    guard config["solver_p"]?.isNull ?? true else {
      throw CheckpointError(
        file: config.file, key: "solver_p", problem: "a scheduler cannot come from a file",
        advice: "SchedulerFactory.uniPC takes another predictor")
    }
    self.solverOrder = try config.int("solver_order")
    self.predictsOriginal = try config.bool("predict_x0")
    self.uncorrected = try config.optionalDoubles("disable_corrector")?.map { truncated($0) } ?? []
  }

  /// The scheduler with `predictor` in the place of its own first half.
  init(_ config: SchedulerConfig, predictor: any Scheduler<Scalar>) throws {
    try self.init(config)
    self.predictor = predictor
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    try state.config.shift(by: request.mu)
    let plan = try SolverPlan(request, settings, config)
    let isZero = try FinalSigma(config).isZero
    state.follow(plan, endingWith: try isZero ? 0 : plan.repeatedLevel(settings.noise))
    memory = OutputMemory()
    last = nil
    let request = ScheduleRequest(numInferenceSteps: schedule.timesteps.count)
    try predictor?.setTimesteps(checking: request)
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let index = try begin(input)
    let output =
      try predictsOriginal
      ? originalSample(input.modelOutput, input.sample, index)
      : settings.prediction.epsilon(input.modelOutput, input.sample, point(index))
    var sample = input.sample
    if let last, index > 0, !uncorrected.contains(index - 1) {
      sample = try update(last.sample, from: index - 1, last.order, corrector: output)
    }
    memory.push(output, keeping: solverOrder)
    let rest = schedule.timesteps.count - index
    let bounded = try config.bool("lower_order_final") ? min(solverOrder, rest) : solverOrder
    let current = min(bounded, memory.earlier + 1)
    guard current > 0 else { throw PythonError(type: .assertionError, message: "") }
    last = (sample, current)
    let next =
      try predicted(sample, input) ?? update(sample, from: index, current, corrector: nil)
    schedule.cursor.advance()
    return StepOutput(next)
  }

  /// The next sample by another predictor, if there is one; upstream hands it no generator.
  private mutating func predicted(
    _ sample: Tensor<Scalar>, _ input: StepInput<Scalar>
  ) throws -> Tensor<Scalar>? {
    let noise = input.options.noise
    let options = StepOptions(
      noise: NoiseSource(
        normal: noise.globalNormal, globalNormal: noise.globalNormal,
        seededNormal: noise.seededNormal, globalSeed: noise.globalSeed))
    return try predictor?.step(input.modelOutput, input.timestep, sample, options).prevSample
  }

  /// The step from the level at `index` by the formula of `order`: the predictor, or with the output at
  /// the target the corrector.
  private func update(
    _ sample: Tensor<Scalar>, from index: Int, _ order: Int, corrector output: Tensor<Scalar>?
  ) throws -> Tensor<Scalar> {
    let (start, end) = (try point(index), try point(index + 1))
    let recent = Array(memory.outputs.reversed())
    let coefficients = BHCoefficients(
      order, step: end.lambda - start.lambda, signed: predictsOriginal,
      isFirstKind: try config.string("solver_type") == "bh1",
      ratios: try (1..<max(1, order)).map {
        (try point(index - $0).lambda - start.lambda) / (end.lambda - start.lambda)
      })
    let differences = zip(recent.dropFirst(), coefficients.ratios).map { ($0 - recent[0]) / $1 }
    var weights = coefficients.weights(corrects: output != nil)
    var sum: Tensor<Scalar>?
    for (weight, difference) in zip(weights, differences) {
      sum = sum.map { $0 + weight * difference } ?? weight * difference
    }
    if let output, let weight = weights.popLast() {
      let term = weight * (output - recent[0])
      sum = sum.map { $0 + term } ?? term
    }
    let (scale, factor) =
      predictsOriginal
      ? (end.alpha, end.sigma / start.sigma) : (end.sigma, end.alpha / start.alpha)
    let base = factor * sample - scale * coefficients.growth * recent[0]
    // Without differences Python subtracts B · 0, which is NaN where B is infinite.
    guard let sum else { return base - scale * coefficients.base * 0 }
    return base - scale * coefficients.base * sum
  }
}

/// The coefficients of UniPC's formulas in the B(h) form.
struct BHCoefficients<Scalar: TensorScalar> {
  /// The distances of earlier steps in units of this one.
  let ratios: [Scalar]
  /// e^h − 1, h signed.
  let growth: Scalar
  /// B(h).
  let base: Scalar
  private let order: Int
  private let rightSide: [Scalar]

  init(
    _ order: Int, step: Scalar, signed isNegative: Bool, isFirstKind: Bool, ratios: [Scalar]
  ) {
    let signed = isNegative ? -step : step
    self.order = order
    self.ratios = ratios
    self.growth = Scalar.expMinusOne(signed)
    self.base = isFirstKind ? signed : growth
    var side: [Scalar] = []
    var factorial = 1
    var phi = growth / signed - 1
    for index in 1...max(1, order) {
      side.append(phi * Scalar(factorial) / base)
      factorial *= index + 1
      phi = phi / signed - Scalar(1 / Double(factorial))
    }
    self.rightSide = side
  }

  /// The weights of the differences: those of earlier outputs and, if the step is corrected, that of
  /// the output at its target.
  func weights(corrects: Bool) -> [Scalar] {
    let count = corrects ? order : order - 1
    if count == 0 { return [] }
    if count == 1 { return [Scalar(0.5)] }
    let nodes = (ratios + [1]).prefix(count)
    let rows = (0..<count).map { power in
      nodes.map { node in (0..<power).reduce(Scalar(1)) { product, _ in product * node } }
    }
    return solved(rows, Array(rightSide.prefix(count)))
  }

  /// The solution of a small linear system, by elimination with row exchanges.
  private func solved(_ rows: [[Scalar]], _ rightSide: [Scalar]) -> [Scalar] {
    var rows = zip(rows, rightSide).map { $0 + [$1] }
    for column in rows.indices {
      let pivot =
        (column..<rows.count).max { rows[$0][column].magnitude < rows[$1][column].magnitude }
      rows.swapAt(column, pivot ?? column)
      for row in rows.indices where row > column {
        let factor = rows[row][column] / rows[column][column]
        rows[row] = zip(rows[row], rows[column]).map { $0 - factor * $1 }
      }
    }
    var solution = [Scalar](repeating: 0, count: rows.count)
    for row in rows.indices.reversed() {
      let known = solution.indices.filter { $0 > row }
        .reduce(Scalar(0)) { $0 + rows[row][$1] * solution[$1] }
      solution[row] = (rows[row][rows.count] - known) / rows[row][row]
    }
    return solution
  }
}

private let uniPC = SchedulerType(
  "UniPCMultistepScheduler", module: "scheduling_unipc_multistep",
  parameters: BetaSchedule.parameters().merging(SampleLimit<Double>.thresholdingParameters)
    .merging([
      "solver_order": 2, "prediction_type": "epsilon", "predict_x0": true, "solver_type": "bh2",
      "lower_order_final": true, "disable_corrector": [], "solver_p": nil,
      "timestep_spacing": "linspace", "steps_offset": 0, "final_sigmas_type": "zero",
      "rescale_betas_zero_snr": false,
    ]).merging(SolverSettings<Double>.parameters)
    .merging(SolverSettings<Double>.shiftParameters), accepts: [.mu])
