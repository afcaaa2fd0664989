import Checkpoints
import RealModule
import Tensors

/// The stochastic second-order solver of k-diffusion, with noise from a Brownian tree
/// (scheduling_dpmsolver_sde.py).
struct DPMSolverSDEScheduler<Scalar: TensorScalar>: PlannedSigmaScheduler {
  static var type: SchedulerType { dpmSDE }

  static var planOptions: SigmaPlan<Scalar>.Options {
    .init(keepsDoubleTimes: true, ignoresKarrasEnds: true)
  }

  let order = 2
  let settings: SigmaSettings<Scalar>
  var numInferenceSteps: Int?
  var schedule = SigmaSchedule<Scalar>()
  private var tree: BrownianTree<Scalar>?
  /// What the first stage of a step leaves for the second: the sample, and the level half-way.
  private var first: (sample: Tensor<Scalar>, sigma: Scalar)?

  init(settings: SigmaSettings<Scalar>) { self.settings = settings }

  mutating func follow(_ plan: SigmaPlan<Scalar>) {
    let toTime = SigmaToTime(settings.noise.sigmas)
    let logs = plan.levels.map { -Double.log($0) }
    let middles = zip(logs, logs.dropFirst()).map { toTime(Double.exp(-($0 + ($1 - $0) * 0.5))) }
    schedule = SigmaSchedule(
      sigmas: doubled(plan.sigmas, closed: false) + [0],
      timesteps: plan.interleaved(with: middles))
    first = nil
    tree = nil
  }

  mutating func scaleModelInput(
    _ sample: Tensor<Scalar>, _ timestep: Timestep
  ) throws -> Tensor<Scalar> {
    let index = try schedule.start(timestep)
    let sigma = try first?.sigma ?? schedule.sigma(index)
    return sample / (sigma * sigma + 1).squareRoot()
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let index = try schedule.start(input.timestep)
    var tree = try self.tree ?? makeTree(input.sample.shape, input.options.noise)
    defer { self.tree = tree }
    let sigma = try schedule.sigma(first == nil ? index : index - 1)
    let next = try schedule.sigma(first == nil ? index + 1 : index)
    let time = -Scalar.log(sigma)
    let middle = Scalar.exp(-(time + (-Scalar.log(next) - time) * Scalar(0.5)))
    let original = try SigmaPrediction(config, sample: .missing).original(
      input.modelOutput, input.sample, at: first == nil ? sigma : middle)
    schedule.cursor.advance()
    if next == 0 { return .euler(input.sample, at: sigma, to: next, original) }

    let target = first == nil ? middle : Scalar.exp(Scalar.log(next))
    let from = Scalar.exp(-time)
    let parts = AncestralSigmas(from: from, to: target, limitingNoise: true)
    let ancestralTime = -Scalar.log(parts.down)
    let mean =
      Scalar.exp(-ancestralTime) / from * (first?.sample ?? input.sample)
      - Scalar.expMinusOne(time - ancestralTime) * original
    let increment = try tree(Double(from), Double(target)) {
      try input.options.noise.seededNormal(input.sample.shape, $0)
    }
    let draw = increment / (target - from).magnitude.squareRoot()
    first = first == nil ? (input.sample, middle) : nil
    return StepOutput(mean + draw * Scalar(input.options.churn.noise) * parts.up, original)
  }

  /// The Brownian path of a run, between its smallest and its largest noise level.
  private func makeTree(
    _ shape: [Int], _ source: NoiseSource<Scalar>
  ) throws -> BrownianTree<Scalar> {
    let seed = try config.optionalInt("noise_sampler_seed")
    let levels = schedule.sigmas.filter { $0 > 0 }.map { Double($0) }
    return try BrownianTree(
      from: levels.min() ?? 0, to: levels.max() ?? 0, shape: shape,
      entropy: UInt64(clamping: seed ?? source.globalSeed())
    ) { try source.seededNormal(shape, $0) }
  }
}

private let dpmSDE = SchedulerType(
  "DPMSolverSDEScheduler", module: "scheduling_dpmsolver_sde",
  parameters: BetaSchedule.parameters(start: 0.00085, end: 0.012).merging([
    "prediction_type": "epsilon"
  ]).merging(SigmaSpacing.parameters).merging([
    "noise_sampler_seed": nil, "timestep_spacing": "linspace", "steps_offset": 0,
  ]))
