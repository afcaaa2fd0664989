import Checkpoints
import Tensors

/// Euler's method with ancestral noise (scheduling_euler_ancestral_discrete.py).
struct EulerAncestralDiscreteScheduler<Scalar: TensorScalar>: SigmaScheduler {
  static var type: SchedulerType { eulerAncestral }

  let config: SchedulerConfig
  private(set) var numInferenceSteps: Int?
  var schedule: SigmaSchedule<Scalar>
  private let noise: NoiseSchedule<Scalar>

  init(_ config: SchedulerConfig) throws {
    self.config = config
    self.noise = try NoiseSchedule(config, Self.type, floor: true)
    self.schedule = SigmaSchedule(
      sigmas: noise.sigmas.reversed() + [0],
      timesteps: [Timestep](integersBelow: noise.trainTimesteps).map(\.asFloat))
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    let count = try request.requiredSteps()
    numInferenceSteps = count
    let plan = try SigmaPlan(count, noise, config)
    schedule = SigmaSchedule(sigmas: plan.sigmas + [0], timesteps: plan.timesteps)
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    try input.timestep.refuseInteger()
    let index = try schedule.start(input.timestep)
    let sigma = try schedule.sigma(index)
    let parts = AncestralSigmas(from: sigma, to: try schedule.sigma(index + 1))

    let original = try SigmaPrediction(config, sample: .missing).original(
      input.modelOutput, input.sample, at: sigma)
    let derivative = (input.sample - original) / sigma
    let mean = input.sample + derivative * (parts.down - sigma)
    let draw = try input.options.noise.normal(input.modelOutput.shape)
    schedule.cursor.advance()
    return StepOutput(mean + draw * parts.up, original)
  }
}

private let eulerAncestral = SchedulerType(
  "EulerAncestralDiscreteScheduler", module: "scheduling_euler_ancestral_discrete",
  parameters: BetaSchedule.parameters().merging([
    "prediction_type": "epsilon", "timestep_spacing": "linspace", "steps_offset": 0,
    "rescale_betas_zero_snr": false,
  ]), accepts: [.generator])
