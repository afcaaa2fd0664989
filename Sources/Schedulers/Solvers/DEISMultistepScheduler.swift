import Checkpoints
import RealModule
import Tensors

/// DEIS (Zhang & Chen, 2022): exponential integration with polynomials in log ρ
/// (scheduling_deis_multistep.py).
struct DEISMultistepScheduler<Scalar: TensorScalar>: SolverScheduler {
  static var type: SchedulerType { deis }

  var state: SolverState<Scalar>
  private var memory = OutputMemory<Scalar>()

  init(_ config: SchedulerConfig) throws {
    self.state = try SolverState(config, Self.type)
    try state.config.replace(
      "algorithm_type", known: ["deis"], others: ["dpmsolver", "dpmsolver++"], by: "deis",
      Self.type)
    try state.config.replace(
      "solver_type", known: ["logrho"], others: ["midpoint", "heun", "bh1", "bh2"], by: "logrho",
      Self.type, prefix: "solver type ")
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    try state.config.shift(by: request.mu)
    let plan = try SolverPlan(request, settings, config)
    state.follow(plan, endingWith: try plan.repeatedLevel(settings.noise))
    memory = OutputMemory()
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let index = try begin(input)
    let current = try point(index)
    let original = try originalSample(input.modelOutput, input.sample, index)
    let epsilon = (input.sample - current.alpha * original) / current.sigma
    let order = try config.int("solver_order")
    memory.push(epsilon, keeping: order)

    let target = try point(index + 1)
    let next: Tensor<Scalar>
    if try order == 1 || memory.earlier < 1 || isShortEnd(index) {
      next = DPMUpdate(.noise, from: current, to: target)(input.sample, epsilon, noise: nil)
    } else {
      let isSecond = try order == 2 || memory.earlier < 2 || isShortEnd(index, 1)
      next = try higherOrder(input.sample, isSecond ? 2 : 3, index, from: current, to: target)
    }
    schedule.cursor.advance()
    return StepOutput(next)
  }

  /// The formula through the last `order` outputs.
  private func higherOrder(
    _ sample: Tensor<Scalar>, _ order: Int, _ index: Int, from current: SignalNoise<Scalar>,
    to target: SignalNoise<Scalar>
  ) throws -> Tensor<Scalar> {
    let points = try (0..<order).map { try point(index - $0) }
    let ratios = points.map { $0.sigma / $0.alpha }
    let end = target.sigma / target.alpha
    var sum = sample / current.alpha
    for (lag, output) in memory.outputs.reversed().prefix(order).enumerated() {
      // The node of this output first, the others in cyclic order.
      let nodes = (0..<order).map { Scalar.log(ratios[(lag + $0) % order]) }
      sum += (antiderivative(end, nodes) - antiderivative(ratios[0], nodes)) * output
    }
    return target.alpha * sum
  }

  /// The antiderivative in ρ of the polynomial in log ρ that is 1 at the first of `nodes` and 0 at the
  /// others.
  private func antiderivative(_ rho: Scalar, _ nodes: [Scalar]) -> Scalar {
    let log = Scalar.log(rho)
    guard nodes.count > 2 else {
      return rho * (-nodes[1] + log - 1) / (nodes[0] - nodes[1])
    }
    let numerator =
      nodes[1] * (nodes[2] - log + 1) - nodes[2] * log + nodes[2] + log * log - 2 * log + 2
    return rho * numerator / ((nodes[0] - nodes[1]) * (nodes[0] - nodes[2]))
  }
}

private let deis = SchedulerType(
  "DEISMultistepScheduler", module: "scheduling_deis_multistep",
  parameters: BetaSchedule.parameters().merging(SampleLimit<Double>.thresholdingParameters)
    .merging([
      "solver_order": 2, "prediction_type": "epsilon", "algorithm_type": "deis",
      "solver_type": "logrho", "lower_order_final": true, "timestep_spacing": "linspace",
      "steps_offset": 0,
    ]).merging(SolverSettings<Double>.parameters)
    .merging(SolverSettings<Double>.shiftParameters), accepts: [.mu])
