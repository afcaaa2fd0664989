import Checkpoints
import Tensors

/// DDIM (Song et al., 2020; scheduling_ddim.py, scheduling_ddim_parallel.py).
struct DDIM<Scalar: TensorScalar, Variant: SchedulerVariant>: AlphaScheduler {
  static var type: SchedulerType { Variant.ddim }

  let config: SchedulerConfig
  private(set) var timesteps: [Timestep]
  private(set) var numInferenceSteps: Int?
  let noise: NoiseSchedule<Scalar>
  private let finalAlphaCumprod: Scalar
  private let limit: SampleLimit<Scalar>

  init(_ config: SchedulerConfig) throws {
    self.config = config
    self.noise = try NoiseSchedule(config, Self.type)
    self.finalAlphaCumprod = try noise.finalAlphaCumprod(config)
    self.limit = try SampleLimit(config, Self.type)
    self.timesteps = [Timestep](integersBelow: noise.trainTimesteps)
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    let count = try noise.checkedSteps(request)
    numInferenceSteps = count
    let spacing = try TimestepSpacing(
      named: config.string("timestep_spacing"), choices: "'leading' or 'trailing'")
    timesteps = [Timestep](
      integers: try spacing.integers(
        count, of: noise.trainTimesteps, offset: config.int("steps_offset")))
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let count = try stepsOfRun(numInferenceSteps)
    let time = try input.timestep.index()
    let previous = time - (try floorDivided(noise.trainTimesteps, by: count))
    let alpha = try noise.alphaCumprod(time)
    let previousAlpha = previous >= 0 ? try noise.alphaCumprod(previous) : finalAlphaCumprod
    let eta = input.options.eta ?? 0

    let prediction = try AlphaPrediction(input.modelOutput, input.sample, alpha, config)
    let original = limit(prediction.original)
    let variance = (1 - previousAlpha) / (1 - alpha) * (1 - alpha / previousAlpha)
    let deviation = Scalar(eta) * variance.squareRoot()
    let epsilon =
      input.options.useClippedModelOutput
      ? (input.sample - alpha.squareRoot() * original) / (1 - alpha).squareRoot()
      : prediction.epsilon
    let direction = (1 - previousAlpha - deviation * deviation).squareRoot() * epsilon
    let mean = previousAlpha.squareRoot() * original + direction
    guard eta > 0 else { return StepOutput(mean, original) }
    let draw =
      try input.options.varianceNoise ?? input.options.noise.normal(input.modelOutput.shape)
    return StepOutput(mean + deviation * draw, original)
  }
}

/// The ordinary class.
typealias DDIMScheduler<Scalar: TensorScalar> = DDIM<Scalar, Serial>

/// The class for parallel sampling, whose single steps are the same.
typealias DDIMParallelScheduler<Scalar: TensorScalar> = DDIM<Scalar, Parallel>

extension SchedulerVariant {
  fileprivate static var ddim: SchedulerType {
    SchedulerType(
      "DDIM\(infix)Scheduler", module: "scheduling_ddim\(suffix)", parameters: ddimParameters,
      accepts: [.eta, .generator])
  }
}

private let ddimParameters = BetaSchedule.parameters().merging([
  "clip_sample": true, "set_alpha_to_one": true, "steps_offset": 0, "prediction_type": "epsilon",
]).merging(SampleLimit<Double>.thresholdingParameters).merging([
  "clip_sample_range": 1.0, "timestep_spacing": "leading", "rescale_betas_zero_snr": false,
])
