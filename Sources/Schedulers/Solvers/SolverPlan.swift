import Checkpoints
import RealModule
import Tensors

/// The integer timesteps and the noise levels of a solver's run.
struct SolverPlan<Scalar: TensorScalar> {
  /// How a class deviates from the others.
  struct Rules {
    /// Whether the schedule ends before levels that `lambda_min_clipped` excludes.
    var clips = false
    /// The spacing of timesteps, if the class does not let the configuration choose.
    var fixedSpacing: TimestepSpacing?
    /// Whether timesteps of Karras levels are rounded before they are truncated.
    var roundsKarras = true
    /// Whether the run goes up to the noise.
    var isInverse = false
  }

  /// The timesteps.
  let timesteps: [Timestep]
  /// The noise levels without the last one, in float64.
  let levels: [Double]
  /// Whether the levels are those of evenly spaced timesteps.
  let isEven: Bool

  /// The plan of `request` under `config`.
  init(
    _ request: ScheduleRequest, _ settings: SolverSettings<Scalar>, _ config: SchedulerConfig,
    _ rules: Rules = Rules()
  ) throws {
    let trainSigmas = settings.noise.sigmas
    let converted = try Self.convertedLevels(
      request.numInferenceSteps, rules.isInverse ? trainSigmas : trainSigmas.reversed(), settings,
      config)
    guard let converted else {
      let descending = try Self.evenTimesteps(request, settings.noise, config, rules)
      let even = rules.isInverse ? descending.reversed() : descending
      self.levels = even.map { Ranges.interpolate(Double($0), trainSigmas) }
      self.timesteps = [Timestep](integers: even)
      self.isEven = true
      return
    }
    let toTime = SigmaToTime(trainSigmas)
    let isKarras = settings.spacing == .karras || converted.isLu
    self.levels = converted.levels
    self.isEven = false
    self.timesteps = [Timestep](
      integers: levels.map { level in
        if converted.isFlow { return truncated(level * Double(settings.noise.trainTimesteps)) }
        let time = toTime(level)
        return truncated(
          isKarras && rules.roundsKarras ? time.rounded(.toNearestOrEven) : time)
      })
  }

  private static func evenTimesteps(
    _ request: ScheduleRequest, _ noise: NoiseSchedule<Scalar>, _ config: SchedulerConfig,
    _ rules: Rules
  ) throws -> [Int] {
    if let custom = request.timesteps { return custom.map { truncated($0) } }
    let count = try request.requiredSteps()
    let end = noise.trainTimesteps - (rules.clips ? try noise.clippedSteps(config) : 0)
    let spacing =
      try rules.fixedSpacing ?? TimestepSpacing(named: config.string("timestep_spacing"))
    let offset = spacing == .leading ? try config.int("steps_offset") : 0
    if spacing == .trailing {
      return try spacing.timesteps(
        count, of: end, offset: 0, distanceFrom: noise.trainTimesteps
      ).map { truncated($0) }
    }
    let even = try spacing.integers(count + 1, of: end, offset: offset)
    return rules.isInverse ? Array(even.dropFirst()) : even.dropLast()
  }

  /// The levels that a flag of the configuration asks for.
  private static func convertedLevels(
    _ count: Int?, _ ends: [Scalar], _ settings: SolverSettings<Scalar>,
    _ config: SchedulerConfig
  ) throws -> (levels: [Double], isFlow: Bool, isLu: Bool)? {
    let isLu = try config.bool("use_lu_lambdas")
    guard settings.spacing != nil || isLu || settings.isFlow else { return nil }
    guard let count else {
      throw PythonError.type("unsupported operand type(s) for +: 'NoneType' and 'int'")
    }
    if settings.spacing == .karras || (settings.spacing != nil && !isLu) {
      let range = ends.map { Double($0) }
      return try settings.spacing.map {
        (try $0.sigmas(replacing: range, count, config), false, false)
      }
    }
    if isLu {
      let logs = [ends.first, ends.last].map { Double(Scalar.log($0 ?? 0)) }
      let ramp = try Ranges.linspace(0, 1, count)
      return (ramp.map { Double.exp(logs[0] + $0 * (logs[1] - logs[0])) }, false, true)
    }
    let shift = try config.double("flow_shift")
    let signals = try Ranges.linspace(1, 1 / Double(settings.noise.trainTimesteps), count + 1)
    let shifted = signals.map { 1 - $0 }.map { shift * $0 / (1 + (shift - 1) * $0) }
    return (shifted.reversed().dropLast(), true, false)
  }

  /// The plan's levels in the scheduler's arithmetic, and `last`.
  func schedule(endingWith last: Scalar) -> SigmaSchedule<Scalar> {
    SigmaSchedule(
      sigmas: levels.map { Scalar($0) } + [last], timesteps: timesteps,
      lookup: StepCursor.indexOrLast)
  }

  /// The level behind the last step in classes without `final_sigmas_type`: that of the first training
  /// timestep, or the last level again.
  func repeatedLevel(_ noise: NoiseSchedule<Scalar>) throws -> Scalar {
    if isEven { return noise.sigmas.first ?? 0 }
    return Scalar(levels.last ?? 0)
  }
}

extension NoiseSchedule {
  /// How many of the noisiest timesteps have a log-SNR below `lambda_min_clipped`.
  func clippedSteps(_ config: SchedulerConfig) throws -> Int {
    let minimum = Scalar(try config.double("lambda_min_clipped"))
    let lambdas = alphasCumprod.reversed().map {
      Scalar.log($0.squareRoot()) - Scalar.log((1 - $0).squareRoot())
    }
    return lambdas.firstIndex { $0 >= minimum } ?? lambdas.count
  }
}
