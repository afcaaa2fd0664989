import Checkpoints
import Tensors

/// Multi-step sampling of latent consistency models (Luo et al., 2023; scheduling_lcm.py). The second
/// output is `denoised`.
struct LCMScheduler<Scalar: TensorScalar>: ConsistencyScheduler {
  static var type: SchedulerType { lcm }

  static var usesAllTimesteps: Bool { false }

  var schedule: ConsistencySchedule<Scalar>

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let count = try stepsOfRun(numInferenceSteps)
    let index = try schedule.start(input.timestep)
    let time = try input.timestep.index()
    let previous = try schedule.timestep(after: index) ?? time
    let alpha = try schedule.noise.alphaCumprod(time)
    let previousAlpha =
      previous >= 0 ? try schedule.noise.alphaCumprod(previous) : schedule.finalAlphaCumprod

    let original = schedule.limit(
      try AlphaPrediction(
        input.modelOutput, input.sample, alpha, config,
        choices: "`epsilon`, `sample` or `v_prediction` for `LCMScheduler`."
      ).original)
    // The boundary condition: at time 0 the sample is its own original.
    let scaled = Scalar(time) * Scalar(try config.double("timestep_scaling"))
    let variance = scaled * scaled + Scalar(0.25)
    let denoised =
      scaled / variance.squareRoot() * original + Scalar(0.25) / variance * input.sample
    schedule.cursor.advance()
    guard index != count - 1 else { return StepOutput(denoised, denoised) }
    let draw = try input.options.noise.normal(input.modelOutput.shape)
    return StepOutput(
      previousAlpha.squareRoot() * denoised + (1 - previousAlpha).squareRoot() * draw, denoised)
  }
}

private let lcm = SchedulerType(
  "LCMScheduler", module: "scheduling_lcm", parameters: ConsistencySchedule<Double>.parameters,
  accepts: [.timesteps, .originalInferenceSteps, .strength, .generator], compatibles: [])
