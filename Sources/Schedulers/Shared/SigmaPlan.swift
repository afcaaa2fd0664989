import Tensors

/// The noise levels that a run visits and the training timesteps at which they are reached, both in
/// float64 as numpy has them before they become tensors.
struct SigmaPlan<Scalar: TensorScalar> {
  /// How the plans of one class deviate from the others'.
  struct Options {
    /// The beta schedules that the class knows.
    var knownBetas = BetaSchedule.common
    /// Whether timesteps stay float64.
    var keepsDoubleTimes = false
    /// Whether Karras levels go to the ends of the schedule, whatever the configuration says.
    var ignoresKarrasEnds = false
  }

  /// The timesteps: float32 numbers, or float64 ones where levels were turned into timesteps.
  var times: [Double]
  /// The noise levels, without the last one.
  private(set) var levels: [Double]

  /// The plan of `count` steps for the classes whose timesteps are floating-point numbers.
  ///
  /// - Parameters:
  ///   - custom: the caller's own timesteps.
  ///   - interpolate: how levels are found for timesteps; linearly if nil.
  init(
    _ count: Int, custom: [Double]? = nil, spacing: SigmaSpacing? = nil,
    _ noise: NoiseSchedule<Scalar>, _ config: SchedulerConfig, _ options: Options = Options(),
    interpolate: (([Double], [Scalar]) throws -> [Double])? = nil
  ) throws {
    let even =
      try custom
      ?? TimestepSpacing(named: config.string("timestep_spacing")).timesteps(
        count, of: noise.trainTimesteps, offset: config.int("steps_offset"))
    let trainSigmas = noise.sigmas
    self.times = options.keepsDoubleTimes ? even : even.map { Double(Scalar($0)) }
    self.levels =
      try interpolate?(times, trainSigmas) ?? times.map { Ranges.interpolate($0, trainSigmas) }
    guard let spacing else { return }
    var ends = config
    if options.ignoresKarrasEnds && spacing == .karras {
      (ends["sigma_min"], ends["sigma_max"]) = (nil, nil)
    }
    self.levels = try spacing.sigmas(replacing: levels, count, ends)
    let toTime = SigmaToTime(trainSigmas)
    self.times = levels.map { toTime($0) }
  }

  /// The levels in the scheduler's arithmetic.
  var sigmas: [Scalar] { levels.map { Scalar($0) } }

  /// The timesteps in the scheduler's arithmetic.
  var timesteps: [Timestep] { [Timestep](floats: times.map { Scalar($0) }) }
}

/// `values` with every one but the first twice, and the last one once more for `closed` sequences:
/// what two-stage methods visit.
func doubled<Element>(_ values: [Element], closed: Bool) -> [Element] {
  let rest = values.dropFirst().flatMap { [$0, $0] }
  return values.prefix(1) + rest + (closed ? values.suffix(1) : [])
}
