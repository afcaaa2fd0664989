import Checkpoints
import Tensors

/// DPM-Solver-2 of k-diffusion (scheduling_k_dpm_2_discrete.py): every step but the last one asks the
/// denoiser a second time half-way down, on a logarithmic scale.
struct KDPM2DiscreteScheduler<Scalar: TensorScalar>: TwoStageScheduler {
  static var type: SchedulerType { kdpm2 }

  let settings: SigmaSettings<Scalar>
  var numInferenceSteps: Int?
  var schedule = SigmaSchedule<Scalar>()
  var between: [Scalar] = []
  var firstSample: Tensor<Scalar>?

  init(settings: SigmaSettings<Scalar>) { self.settings = settings }

  mutating func follow(_ plan: SigmaPlan<Scalar>) {
    let sigmas = plan.sigmas + [0]
    let previous = sigmas.suffix(1) + sigmas.dropLast()
    let middles = zip(sigmas, previous).map { logarithmicMiddle($0, $1) }
    between = doubled(middles, closed: true)
    followTwoStages(plan, sigmas, middles: middles.dropFirst().dropLast())
  }

  func betweenIndex(_ index: Int) -> Int { index }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let index = try schedule.start(input.timestep)
    let stage = try stage(input.modelOutput, input.sample, index)
    let target = try stage.isFirst ? between[index + 1] : schedule.sigma(index)
    schedule.cursor.advance()
    return StepOutput(
      stage.start + stage.derivative * (target - stage.sigma), stage.original)
  }
}

private let kdpm2 = SchedulerType(
  "KDPM2DiscreteScheduler", module: "scheduling_k_dpm_2_discrete", parameters: kdpm2Parameters)

/// The constructor's parameters of both DPM-Solver-2 classes.
let kdpm2Parameters = BetaSchedule.parameters(start: 0.00085, end: 0.012)
  .merging(SigmaSpacing.parameters)
  .merging(["prediction_type": "epsilon", "timestep_spacing": "linspace", "steps_offset": 0])
