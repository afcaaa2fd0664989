import Checkpoints
import Tensors

/// DDIM run backwards, from an image to noise (scheduling_ddim_inverse.py).
struct DDIMInverseScheduler<Scalar: TensorScalar>: Scheduler {
  static var type: SchedulerType { ddimInverse }

  let config: SchedulerConfig
  private(set) var timesteps: [Timestep]
  private(set) var numInferenceSteps: Int?
  private let noise: NoiseSchedule<Scalar>
  private let initialAlphaCumprod: Scalar
  private let limit: SampleLimit<Scalar>

  init(_ config: SchedulerConfig) throws {
    self.config = config
    self.noise = try NoiseSchedule(config, Self.type)
    self.initialAlphaCumprod = try noise.finalAlphaCumprod(config)
    self.limit = try SampleLimit(config, Self.type)
    self.timesteps = [Timestep](integersBelow: noise.trainTimesteps).reversed()
  }

  var initNoiseSigma: Scalar { 1 }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    let count = try noise.checkedSteps(request)
    numInferenceSteps = count
    let spacing = try TimestepSpacing(
      named: config.string("timestep_spacing"), choices: "'leading' or 'trailing'",
      known: [.leading, .trailing])
    timesteps = [Timestep](
      integers: try spacing.integers(
        count, of: noise.trainTimesteps, offset: config.int("steps_offset")
      ).reversed())
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let next = try input.timestep.index()
    let distance = try floorDivided(noise.trainTimesteps, by: stepsOfRun(numInferenceSteps))
    let time = min(next - distance, noise.trainTimesteps - 1)
    let alpha = time >= 0 ? try noise.alphaCumprod(time) : initialAlphaCumprod
    let nextAlpha = try noise.alphaCumprod(next)
    let prediction = try AlphaPrediction(input.modelOutput, input.sample, alpha, config)
    let original = limit(prediction.original)
    let direction = (1 - nextAlpha).squareRoot() * prediction.epsilon
    return StepOutput(nextAlpha.squareRoot() * original + direction, original)
  }

  func addNoise(
    _ original: Tensor<Scalar>, _ noise: Tensor<Scalar>, _ timesteps: [Timestep]
  ) throws -> Tensor<Scalar> { throw Self.type.missing("add_noise") }
}

private let ddimInverse = SchedulerType(
  "DDIMInverseScheduler", module: "scheduling_ddim_inverse",
  parameters: BetaSchedule.parameters().merging([
    "clip_sample": true, "set_alpha_to_one": true, "steps_offset": 0,
    "prediction_type": "epsilon", "clip_sample_range": 1.0, "timestep_spacing": "leading",
    "rescale_betas_zero_snr": false,
  ]), compatibles: [], noiseMethod: nil)

extension SchedulerType {
  /// Python's error for a method that the class does not have.
  func missing(_ method: String) -> PythonError {
    PythonError(
      type: .attributeError, message: "'\(name)' object has no attribute '\(method)'")
  }
}
