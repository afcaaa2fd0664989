import Tensors

/// The classes of k-diffusion whose schedule is a `SigmaPlan` from the start.
protocol PlannedSigmaScheduler: SigmaScheduler {
  /// What the configuration says about noise levels.
  var settings: SigmaSettings<Scalar> { get }
  var numInferenceSteps: Int? { get set }
  /// How the class's plans deviate from the others'.
  static var planOptions: SigmaPlan<Scalar>.Options { get }
  init(settings: SigmaSettings<Scalar>)
  /// Makes the schedule from `plan`, and forgets what earlier steps left behind.
  mutating func follow(_ plan: SigmaPlan<Scalar>) throws
}

/// What configurations of these classes have in common.
struct SigmaSettings<Scalar: TensorScalar>: Sendable {
  let config: SchedulerConfig
  /// The training schedule.
  let noise: NoiseSchedule<Scalar>
  /// How noise levels are chosen.
  let spacing: SigmaSpacing?
}

extension PlannedSigmaScheduler {
  /// Builds the scheduler with the schedule of all training timesteps.
  init(_ config: SchedulerConfig) throws {
    let spacing = try SigmaSpacing.chosen(config)
    let noise = try NoiseSchedule<Scalar>(config, Self.type, known: Self.planOptions.knownBetas)
    self.init(settings: SigmaSettings(config: config, noise: noise, spacing: spacing))
    try setTimesteps(noise.trainTimesteps)
  }

  var config: SchedulerConfig { settings.config }

  static var planOptions: SigmaPlan<Scalar>.Options { SigmaPlan.Options() }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    try setTimesteps(request.requiredSteps(), custom: nil)
  }

  /// Makes a schedule of `count` steps, at the caller's own timesteps if there are any.
  mutating func setTimesteps(_ count: Int, custom: [Double]?) throws {
    numInferenceSteps = count
    try follow(
      SigmaPlan(
        count, custom: custom, spacing: settings.spacing, settings.noise, config,
        Self.planOptions))
  }
}
