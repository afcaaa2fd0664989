import Checkpoints
import Tensors

/// DPM-Solver-2 with ancestral noise (scheduling_k_dpm_2_ancestral_discrete.py).
struct KDPM2AncestralDiscreteScheduler<Scalar: TensorScalar>: TwoStageScheduler {
  static var type: SchedulerType { kdpm2Ancestral }

  let settings: SigmaSettings<Scalar>
  var numInferenceSteps: Int?
  var schedule = SigmaSchedule<Scalar>()
  var between: [Scalar] = []
  var firstSample: Tensor<Scalar>?
  private var parts: [AncestralSigmas<Scalar>] = []

  init(settings: SigmaSettings<Scalar>) { self.settings = settings }

  mutating func follow(_ plan: SigmaPlan<Scalar>) {
    let sigmas = plan.sigmas + [0]
    let parts = zip(sigmas, sigmas.dropFirst() + [0]).map { AncestralSigmas(from: $0, to: $1) }
    let middles = zip(sigmas, parts).dropLast(2).map { logarithmicMiddle($0, $1.down) }
    self.parts = doubled(parts, closed: true)
    between = doubled(middles + [Scalar](repeating: 0, count: min(2, sigmas.count)), closed: true)
    followTwoStages(plan, sigmas, middles: middles[...])
  }

  func betweenIndex(_ index: Int) -> Int { index - 1 }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let index = try schedule.start(input.timestep)
    let stage = try stage(input.modelOutput, input.sample, index)
    let target = stage.isFirst ? between[index] : parts[index - 1].down
    var next = stage.start + stage.derivative * (target - stage.sigma)
    if !stage.isFirst {
      next = try next + input.options.noise.normal(input.modelOutput.shape) * parts[index - 1].up
    }
    schedule.cursor.advance()
    return StepOutput(next, stage.original)
  }
}

private let kdpm2Ancestral = SchedulerType(
  "KDPM2AncestralDiscreteScheduler", module: "scheduling_k_dpm_2_ancestral_discrete",
  parameters: kdpm2Parameters, accepts: [.generator])
