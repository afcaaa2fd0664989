import Checkpoints
import Tensors

/// DDPM (Ho et al., 2020; scheduling_ddpm.py, scheduling_ddpm_parallel.py).
struct DDPM<Scalar: TensorScalar, Variant: SchedulerVariant>: AlphaScheduler {
  static var type: SchedulerType { Variant.ddpm }

  let config: SchedulerConfig
  private(set) var timesteps: [Timestep]
  private(set) var numInferenceSteps: Int?
  private var hasCustomTimesteps = false
  let noise: NoiseSchedule<Scalar>
  private let limit: SampleLimit<Scalar>

  init(_ config: SchedulerConfig) throws {
    self.config = config
    self.noise = try NoiseSchedule(
      config, Self.type, known: BetaSchedule.common.union([.sigmoid]))
    self.limit = try SampleLimit(config, Self.type)
    self.timesteps = [Timestep](integersBelow: noise.trainTimesteps)
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    if let custom = request.timesteps {
      timesteps = [Timestep](integers: try noise.customTimesteps(custom, request))
      hasCustomTimesteps = true
      return
    }
    let count = try noise.checkedSteps(request)
    numInferenceSteps = count
    hasCustomTimesteps = false
    timesteps = [Timestep](
      integers: try TimestepSpacing(named: config.string("timestep_spacing")).integers(
        count, of: noise.trainTimesteps, offset: config.int("steps_offset")))
  }

  /// The timestep after `time`, -1 after the last one.
  private func previous(_ time: Int) throws -> Int {
    guard hasCustomTimesteps || (numInferenceSteps ?? 0) != 0 else { return time - 1 }
    guard let index = timesteps.firstIndex(of: .integer(time)) else {
      throw PythonError(
        type: .indexError, message: "index 0 is out of bounds for dimension 0 with size 0")
    }
    return index + 1 < timesteps.count ? try timesteps[index + 1].index() : -1
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let time = try input.timestep.index()
    let previous = try previous(time)
    let kind = try config.string("variance_type")
    let learned = try LearnedVariance(
      input.modelOutput, input.sample, kind, splits: ["learned", "learned_range"].contains(kind))
    let alpha = try noise.alphaCumprod(time)
    let posterior = DDPMPosterior(alpha, previous >= 0 ? try noise.alphaCumprod(previous) : 1)

    let original = limit(
      try AlphaPrediction(
        learned.mean, input.sample, alpha, config,
        choices: "`epsilon`, `sample` or `v_prediction`  for the DDPMScheduler."
      ).original)
    let mean = posterior.mean(original, input.sample)
    guard time > 0 else { return StepOutput(mean, original) }
    let draw = try input.options.noise.normal(learned.mean.shape)
    let noise = try learned.scaled(
      draw, posterior: posterior.clampedVariance, beta: posterior.beta)
    return StepOutput(mean + noise, original)
  }
}

/// The ordinary class.
typealias DDPMScheduler<Scalar: TensorScalar> = DDPM<Scalar, Serial>

/// The class for parallel sampling, whose single steps are the same.
typealias DDPMParallelScheduler<Scalar: TensorScalar> = DDPM<Scalar, Parallel>

extension SchedulerVariant {
  fileprivate static var ddpm: SchedulerType {
    SchedulerType(
      "DDPM\(infix)Scheduler", module: "scheduling_ddpm\(suffix)", parameters: ddpmParameters,
      accepts: [.timesteps, .generator])
  }
}

private let ddpmParameters = BetaSchedule.parameters().merging([
  "variance_type": "fixed_small", "clip_sample": true, "prediction_type": "epsilon",
]).merging(SampleLimit<Double>.thresholdingParameters).merging([
  "clip_sample_range": 1.0, "timestep_spacing": "leading", "steps_offset": 0,
  "rescale_betas_zero_snr": false,
])
