import Checkpoints
import Tensors

/// The linear multi-step method of k-diffusion (scheduling_lms_discrete.py).
struct LMSDiscreteScheduler<Scalar: TensorScalar>: SigmaScheduler {
  static var type: SchedulerType { lms }

  let config: SchedulerConfig
  private(set) var numInferenceSteps: Int?
  var schedule: SigmaSchedule<Scalar>
  private let noise: NoiseSchedule<Scalar>
  private let spacing: SigmaSpacing?
  private var derivatives: [Tensor<Scalar>] = []

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
    let plan = try SigmaPlan(
      count, spacing: spacing, noise, config, ignoresKarrasEnds: true)
    schedule = SigmaSchedule(sigmas: plan.sigmas + [0], timesteps: plan.timesteps)
    derivatives = []
  }

  mutating func step(
    _ modelOutput: Tensor<Scalar>, _ timestep: Timestep, _ sample: Tensor<Scalar>,
    _ options: StepOptions<Scalar>
  ) throws -> StepOutput<Scalar> {
    let index = try schedule.start(timestep)
    let sigma = try schedule.sigma(index)
    _ = try schedule.sigma(index + 1)
    let original = try SigmaPrediction(config, sample: .output).original(
      modelOutput, sample, at: sigma)
    derivatives = derivatives.suffix(3) + [(sample - original) / sigma]

    let order = min(index + 1, 4)
    let terms = zip(0..<order, derivatives.reversed()).map { lag, derivative in
      derivative * Scalar(coefficient(order, index, lag))
    }
    schedule.cursor.advance()
    guard let first = terms.first else { return StepOutput(sample, original) }
    return StepOutput(sample + terms.dropFirst().reduce(first, +), original)
  }

  /// The integral over the step of the polynomial that is 1 at the level `lag` steps back and 0 at
  /// the other `order` - 1 ones. Its degree is at most 3, so Gauss's rule with two nodes is exact.
  private func coefficient(_ order: Int, _ index: Int, _ lag: Int) -> Double {
    let levels = (0..<order).map { Double(schedule.sigmas[index - $0]) }
    let end = Double(schedule.sigmas[index + 1])
    let middle = (levels[0] + end) / 2
    let half = (end - levels[0]) / 2
    let node = half / 3.0.squareRoot()
    return half
      * [middle - node, middle + node].map { tau in
        levels.indices.filter { $0 != lag }
          .map { (tau - levels[$0]) / (levels[lag] - levels[$0]) }.reduce(1, *)
      }.reduce(0, +)
  }
}

private let lms = SchedulerType(
  "LMSDiscreteScheduler", module: "scheduling_lms_discrete",
  parameters: BetaSchedule.parameters().merging(SigmaSpacing.parameters).merging([
    "prediction_type": "epsilon", "timestep_spacing": "linspace", "steps_offset": 0,
  ]))
