import Checkpoints
import Tensors

/// Multi-step sampling of latent consistency models (Luo et al., 2023; scheduling_lcm.py). The second
/// output is `denoised`.
struct LCMScheduler<Scalar: TensorScalar>: ConsistencyScheduler {
  static var type: SchedulerType { lcm }

  let config: SchedulerConfig
  var schedule: ConsistencySchedule<Scalar>

  init(_ config: SchedulerConfig) throws {
    self.config = config
    self.schedule = try ConsistencySchedule(config, Self.type)
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    try schedule.setTimesteps(request, config, usesAllTimesteps: false)
  }

  mutating func step(
    _ modelOutput: Tensor<Scalar>, _ timestep: Timestep, _ sample: Tensor<Scalar>,
    _ options: StepOptions<Scalar>
  ) throws -> StepOutput<Scalar> {
    let count = try stepsOfRun(numInferenceSteps)
    let index = try schedule.start(timestep)
    let time = try timestep.index()
    let previous = try schedule.timestep(after: index) ?? time
    let alpha = try schedule.noise.alphaCumprod(time)
    let previousAlpha =
      previous >= 0 ? try schedule.noise.alphaCumprod(previous) : schedule.finalAlphaCumprod

    let original = schedule.limit(
      try AlphaPrediction(
        modelOutput, sample, alpha, config,
        choices: "`epsilon`, `sample` or `v_prediction` for `LCMScheduler`."
      ).original)
    // The boundary condition: at time 0 the sample is its own original.
    let scaled = Scalar(time) * Scalar(try config.double("timestep_scaling"))
    let variance = scaled * scaled + Scalar(0.25)
    let denoised =
      scaled / variance.squareRoot() * original + Scalar(0.25) / variance * sample
    schedule.cursor.advance()
    guard index != count - 1 else { return StepOutput(denoised, denoised) }
    let draw = try options.noise.normal(modelOutput.shape)
    return StepOutput(
      previousAlpha.squareRoot() * denoised + (1 - previousAlpha).squareRoot() * draw, denoised)
  }
}

private let lcm = SchedulerType(
  "LCMScheduler", module: "scheduling_lcm", parameters: ConsistencySchedule<Double>.parameters,
  accepts: [.timesteps, .originalInferenceSteps, .strength, .generator], compatibles: [])
