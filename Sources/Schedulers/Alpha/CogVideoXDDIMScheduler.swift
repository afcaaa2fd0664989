import Checkpoints
import Tensors

/// DDIM for CogVideoX and CogView3 (scheduling_ddim_cogvideox.py).
struct CogVideoXDDIMScheduler<Scalar: TensorScalar>: CogVideoXScheduler {
  static var type: SchedulerType { cogVideoXDDIM }

  var schedule: CogVideoXSchedule<Scalar>

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let alphas = try schedule.products(at: input.timestep.index())
    let original = try schedule.original(input.modelOutput, input.sample, alphas.current)
    let sampleFactor = ((1 - alphas.previous) / (1 - alphas.current)).squareRoot()
    let originalFactor =
      alphas.previous.squareRoot() - alphas.current.squareRoot() * sampleFactor
    return StepOutput(
      Scalar(sampleFactor) * input.sample + Scalar(originalFactor) * original, original)
  }
}

private let cogVideoXDDIM = SchedulerType(
  "CogVideoXDDIMScheduler", module: "scheduling_ddim_cogvideox",
  parameters: CogVideoXSchedule<Double>.parameters, accepts: [.eta, .generator])
