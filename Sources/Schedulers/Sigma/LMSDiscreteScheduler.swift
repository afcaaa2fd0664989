import Checkpoints
import Tensors

/// The linear multi-step method of k-diffusion (scheduling_lms_discrete.py).
struct LMSDiscreteScheduler<Scalar: TensorScalar>: PlannedSigmaScheduler {
  static var type: SchedulerType { lms }

  static var planOptions: SigmaPlan<Scalar>.Options { .init(ignoresKarrasEnds: true) }

  let settings: SigmaSettings<Scalar>
  var numInferenceSteps: Int?
  var schedule = SigmaSchedule<Scalar>()
  private var derivatives: [Tensor<Scalar>] = []

  init(settings: SigmaSettings<Scalar>) { self.settings = settings }

  mutating func follow(_ plan: SigmaPlan<Scalar>) {
    schedule = SigmaSchedule(sigmas: plan.sigmas + [0], timesteps: plan.timesteps)
    derivatives = []
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let index = try schedule.start(input.timestep)
    let sigma = try schedule.sigma(index)
    _ = try schedule.sigma(index + 1)
    let original = try SigmaPrediction(config, sample: .output).original(
      input.modelOutput, input.sample, at: sigma)
    derivatives = derivatives.suffix(3) + [(input.sample - original) / sigma]

    let order = min(index + 1, 4)
    let terms = zip(0..<order, derivatives.reversed()).map { lag, derivative in
      derivative * Scalar(coefficient(order, index, lag))
    }
    schedule.cursor.advance()
    guard let first = terms.first else { return StepOutput(input.sample, original) }
    return StepOutput(input.sample + terms.dropFirst().reduce(first, +), original)
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
