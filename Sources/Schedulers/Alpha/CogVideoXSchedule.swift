import Checkpoints
import Tensors

/// What CogVideoX's two schedulers share: a schedule of ᾱ with shifted signal-to-noise ratio, in
/// float64 where it comes from scaled linear betas.
struct CogVideoXSchedule<Scalar: TensorScalar>: Sendable {
  /// The configuration.
  let config: SchedulerConfig
  private(set) var timesteps: [Timestep]
  private(set) var numInferenceSteps: Int?
  /// The products in float64, from which the steps' coefficients are computed.
  let wide: NoiseSchedule<Double>
  private let narrow: NoiseSchedule<Scalar>
  private let finalAlphaCumprod: Double

  init(_ config: SchedulerConfig, _ type: SchedulerType) throws {
    let usesDouble =
      try config["trained_betas"]?.isNull ?? true
      && config.string("beta_schedule") == BetaSchedule.scaledLinear.rawValue
    let products =
      usesDouble
      ? try Self.shifted(BetaSchedule.betas(config, type), config)
      : try Self.shifted(BetaSchedule.betas(config, type) as [Scalar], config)
        .map { Double($0) }
    let count = try config.trainTimesteps()
    self.wide = NoiseSchedule(trainTimesteps: count, alphasCumprod: products)
    self.narrow = NoiseSchedule(
      trainTimesteps: count, alphasCumprod: products.map { Scalar($0) })
    self.finalAlphaCumprod = try wide.finalAlphaCumprod(config)
    self.config = config
    self.timesteps = [Timestep](integersBelow: count)
  }

  private static func shifted<Value: TensorScalar>(
    _ betas: [Value], _ config: SchedulerConfig
  ) throws -> [Value] {
    let scale = try config.double("snr_shift_scale")
    let products = cumulativeProduct(betas.map { 1 - $0 })
      .map { $0 / (Value(scale) + Value(1 - scale) * $0) }
    return try config.bool("rescale_betas_zero_snr") ? zeroTerminalProducts(products) : products
  }

  /// Makes the schedule.
  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    let count = try wide.checkedSteps(request)
    let spacing = try TimestepSpacing(
      named: config.string("timestep_spacing"), choices: "'leading' or 'trailing'")
    timesteps = [Timestep](
      integers: try spacing.integers(
        count, of: wide.trainTimesteps, offset: config.int("steps_offset")))
    numInferenceSteps = count
  }

  /// The products at a timestep and at the one `distance` before it, which is also given.
  func products(
    at time: Int
  ) throws -> (current: Double, previous: Double, previousTime: Int) {
    let distance = try floorDivided(wide.trainTimesteps, by: stepsOfRun(numInferenceSteps))
    let previous = time - distance
    return (
      try wide.alphaCumprod(time),
      previous >= 0 ? try wide.alphaCumprod(previous) : finalAlphaCumprod, previous
    )
  }

  /// The predicted original sample.
  func original(
    _ output: Tensor<Scalar>, _ sample: Tensor<Scalar>, _ alpha: Double
  ) throws -> Tensor<Scalar> {
    try AlphaPrediction(
      output, sample, signal: Scalar(alpha.squareRoot()), noise: Scalar((1 - alpha).squareRoot()),
      config
    ).original
  }

  /// √ᾱ · `original` + √(1 − ᾱ) · `noise`.
  func addNoise(
    _ original: Tensor<Scalar>, _ noise: Tensor<Scalar>, _ timesteps: [Timestep]
  ) throws -> Tensor<Scalar> { try narrow.addNoise(original, noise, timesteps) }

  /// The constructor's parameters.
  static var parameters: JSONObject {
    BetaSchedule.parameters(start: 0.00085, end: 0.012, schedule: .scaledLinear).merging([
      "clip_sample": true, "set_alpha_to_one": true, "steps_offset": 0,
      "prediction_type": "epsilon", "clip_sample_range": 1.0, "sample_max_value": 1.0,
      "timestep_spacing": "leading", "rescale_betas_zero_snr": false, "snr_shift_scale": 3.0,
    ])
  }
}

/// A scheduler on a CogVideoX schedule.
protocol CogVideoXScheduler: Scheduler {
  var schedule: CogVideoXSchedule<Scalar> { get set }
  init(schedule: CogVideoXSchedule<Scalar>)
}

extension CogVideoXScheduler {
  init(_ config: SchedulerConfig) throws {
    self.init(schedule: try CogVideoXSchedule(config, Self.type))
  }

  var config: SchedulerConfig { schedule.config }
  var timesteps: [Timestep] { schedule.timesteps }
  var numInferenceSteps: Int? { schedule.numInferenceSteps }
  var initNoiseSigma: Scalar { 1 }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    try schedule.setTimesteps(request)
  }

  func addNoise(
    _ original: Tensor<Scalar>, _ noise: Tensor<Scalar>, _ timesteps: [Timestep]
  ) throws -> Tensor<Scalar> { try schedule.addNoise(original, noise, timesteps) }
}
