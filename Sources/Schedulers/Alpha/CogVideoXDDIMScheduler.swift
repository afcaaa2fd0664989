import Checkpoints
import Tensors

/// DDIM for CogVideoX and CogView3 (scheduling_ddim_cogvideox.py).
struct CogVideoXDDIMScheduler<Scalar: TensorScalar>: CogVideoXScheduler {
  static var type: SchedulerType { cogVideoXDDIM }

  let config: SchedulerConfig
  let noise: CogVideoXSchedule<Scalar>
  private(set) var timesteps: [Timestep]
  private(set) var numInferenceSteps: Int?

  init(_ config: SchedulerConfig) throws {
    self.config = config
    self.noise = try CogVideoXSchedule(config, Self.type)
    self.timesteps = [Timestep](integersBelow: noise.wide.trainTimesteps)
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    timesteps = try noise.timesteps(request, config)
    numInferenceSteps = request.numInferenceSteps
  }

  mutating func step(
    _ modelOutput: Tensor<Scalar>, _ timestep: Timestep, _ sample: Tensor<Scalar>,
    _ options: StepOptions<Scalar>
  ) throws -> StepOutput<Scalar> {
    let alphas = try noise.products(at: timestep.index(), stepsOfRun(numInferenceSteps))
    let original = try noise.original(modelOutput, sample, alphas.current, config)
    let sampleFactor = ((1 - alphas.previous) / (1 - alphas.current)).squareRoot()
    let originalFactor =
      alphas.previous.squareRoot() - alphas.current.squareRoot() * sampleFactor
    return StepOutput(
      Scalar(sampleFactor) * sample + Scalar(originalFactor) * original, original)
  }
}

private let cogVideoXDDIM = SchedulerType(
  "CogVideoXDDIMScheduler", module: "scheduling_ddim_cogvideox",
  parameters: CogVideoXSchedule<Double>.parameters, accepts: [.eta, .generator])
