import Checkpoints
import Tensors

/// The modified DDPM of unCLIP's priors and decoders (scheduling_unclip.py).
struct UnCLIPScheduler<Scalar: TensorScalar>: AlphaScheduler {
  static var type: SchedulerType { unCLIP }

  let config: SchedulerConfig
  private(set) var timesteps: [Timestep]
  private(set) var numInferenceSteps: Int?
  let noise: NoiseSchedule<Scalar>
  private let limit: SampleLimit<Scalar>

  init(_ config: SchedulerConfig) throws {
    self.config = config
    guard try config.string("beta_schedule") == BetaSchedule.cosine.rawValue else {
      throw PythonError.value(
        "UnCLIPScheduler only supports `beta_schedule`: 'squaredcos_cap_v2'")
    }
    self.noise = NoiseSchedule(
      betas: BetaSchedule.cosine.betas(from: 0, to: 1, try config.trainTimesteps()))
    self.limit = try SampleLimit(config, Self.type)
    self.timesteps = [Timestep](integersBelow: noise.trainTimesteps)
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    let count = try request.requiredSteps()
    numInferenceSteps = count
    guard count != 1 else { throw PythonError.divisionByZero("division by zero") }
    let ratio = Double(noise.trainTimesteps - 1) / Double(count - 1)
    timesteps = [Timestep](
      integers: (0..<max(0, count)).reversed().map {
        truncated((Double($0) * ratio).rounded(.toNearestOrEven))
      })
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let time = try input.timestep.index()
    let previous = try input.options.previousTimestep?.index() ?? time - 1
    let kind = try config.string("variance_type")
    let learned = try LearnedVariance(
      input.modelOutput, input.sample, kind, splits: kind == "learned_range")
    let alpha = try noise.alphaCumprod(time)
    let posterior = DDPMPosterior(
      alpha, previous >= 0 ? try noise.alphaCumprod(previous) : 1,
      step: previous == time - 1 ? (noise.alphas[time], noise.betas[time]) : nil)

    let original = limit(
      try AlphaPrediction(
        learned.mean, input.sample, alpha, config,
        choices: "`epsilon` or `sample` for the UnCLIPScheduler.", allowsVelocity: false
      ).original)
    let mean = posterior.mean(original, input.sample)
    guard time > 0 else { return StepOutput(mean, original) }
    let draw = try input.options.noise.normal(learned.mean.shape)
    guard ["fixed_small_log", "learned_range"].contains(kind) else {
      throw PythonError.value(
        "variance_type given as \(kind) must be one of `fixed_small_log` or `learned_range` for"
          + " the UnCLIPScheduler.")
    }
    let variance = kind == "fixed_small_log" ? posterior.clampedVariance : posterior.variance
    return StepOutput(
      mean + (try learned.scaled(draw, posterior: variance, beta: posterior.beta)), original)
  }
}

private let unCLIP = SchedulerType(
  "UnCLIPScheduler", module: "scheduling_unclip",
  parameters: [
    "num_train_timesteps": 1000, "variance_type": "fixed_small_log", "clip_sample": true,
    "clip_sample_range": 1.0, "prediction_type": "epsilon", "beta_schedule": "squaredcos_cap_v2",
  ], accepts: [.generator], compatibles: [], hasOrder: false)
