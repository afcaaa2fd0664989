import Checkpoints
import Tensors

/// What CogVideoX's two schedulers share: a schedule of ᾱ with shifted signal-to-noise ratio, in
/// float64 where it comes from scaled linear betas.
struct CogVideoXSchedule<Scalar: TensorScalar>: Sendable {
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
  }

  private static func shifted<Value: TensorScalar>(
    _ betas: [Value], _ config: SchedulerConfig
  ) throws -> [Value] {
    let scale = try config.double("snr_shift_scale")
    let products = cumulativeProduct(betas.map { 1 - $0 })
      .map { $0 / (Value(scale) + Value(1 - scale) * $0) }
    return try config.bool("rescale_betas_zero_snr") ? zeroTerminalProducts(products) : products
  }

  /// The timesteps of `request`.
  func timesteps(_ request: ScheduleRequest, _ config: SchedulerConfig) throws -> [Timestep] {
    let count = try wide.checkedSteps(request)
    let spacing = try TimestepSpacing(
      named: config.string("timestep_spacing"), choices: "'leading' or 'trailing'")
    return [Timestep](
      integers: try spacing.integers(
        count, of: wide.trainTimesteps, offset: config.int("steps_offset")))
  }

  /// The products at a timestep and at the one `distance` before it, which is also given.
  func products(
    at time: Int, _ count: Int
  ) throws -> (current: Double, previous: Double, previousTime: Int) {
    let previous = time - (try floorDivided(wide.trainTimesteps, by: count))
    return (
      try wide.alphaCumprod(time),
      previous >= 0 ? try wide.alphaCumprod(previous) : finalAlphaCumprod, previous
    )
  }

  /// The predicted original sample.
  func original(
    _ output: Tensor<Scalar>, _ sample: Tensor<Scalar>, _ alpha: Double, _ config: SchedulerConfig
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
  var noise: CogVideoXSchedule<Scalar> { get }
}

extension CogVideoXScheduler {
  var initNoiseSigma: Scalar { 1 }

  func addNoise(
    _ original: Tensor<Scalar>, _ noise: Tensor<Scalar>, _ timesteps: [Timestep]
  ) throws -> Tensor<Scalar> { try self.noise.addNoise(original, noise, timesteps) }
}
