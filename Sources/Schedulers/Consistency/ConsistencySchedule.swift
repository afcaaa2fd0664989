import Checkpoints
import Tensors

/// What the schedulers of distilled consistency models share: timesteps chosen from those that the
/// model was distilled with, and a cursor.
struct ConsistencySchedule<Scalar: TensorScalar>: Sendable {
  /// The configuration.
  let config: SchedulerConfig
  /// The training schedule.
  let noise: NoiseSchedule<Scalar>
  /// ᾱ behind the last step.
  let finalAlphaCumprod: Scalar
  /// What keeps predicted original samples in range.
  let limit: SampleLimit<Scalar>
  private(set) var timesteps: [Timestep]
  private(set) var numInferenceSteps: Int?
  var cursor = StepCursor()

  init(_ config: SchedulerConfig, _ type: SchedulerType) throws {
    self.config = config
    self.noise = try NoiseSchedule(config, type)
    self.finalAlphaCumprod = try noise.finalAlphaCumprod(config)
    self.limit = try SampleLimit(config, type)
    self.timesteps = [Timestep](integersBelow: noise.trainTimesteps)
  }

  /// Makes the schedule.
  ///
  /// - Parameter usesAllTimesteps: whether the caller's `original_inference_steps` opens all training
  ///   timesteps instead of choosing that many.
  mutating func setTimesteps(
    _ request: ScheduleRequest, usesAllTimesteps: Bool
  ) throws {
    try SigmaSpacing.refuseConflicts(
      request, nil, missing: "Must pass exactly one of `num_inference_steps` or `custom_timesteps`."
    )
    let steps =
      try request.originalInferenceSteps ?? config.int("original_inference_steps")
    let strength = request.strength ?? 1
    let origin = try originTimesteps(
      steps, strength, all: usesAllTimesteps && request.originalInferenceSteps != nil)
    let chosen: [Int]
    if let custom = request.timesteps {
      var bare = request
      bare.numInferenceSteps = nil
      let all = try noise.customTimesteps(custom, bare)
      numInferenceSteps = all.count
      chosen = all.suffix(max(0, min(truncated(Double(all.count) * strength), all.count)))
    } else {
      let count = try noise.checkedSteps(request)
      chosen = try evenlyChosen(count, from: origin, steps, strength)
      numInferenceSteps = count
    }
    timesteps = [Timestep](integers: chosen)
    cursor = StepCursor()
  }

  /// The timesteps that the model was distilled with, ascending.
  private func originTimesteps(_ steps: Int, _ strength: Double, all: Bool) throws -> [Int] {
    if all { return Array(0..<max(0, truncated(Double(noise.trainTimesteps) * strength))) }
    guard steps <= noise.trainTimesteps else {
      throw PythonError.value(
        "`original_steps`: \(steps) cannot be larger than `self.config.train_timesteps`:"
          + " \(noise.trainTimesteps) as the unet model trained with this scheduler can only handle"
          + " maximal \(noise.trainTimesteps) timesteps.")
    }
    let distance = try floorDivided(noise.trainTimesteps, by: steps)
    let count = min(max(0, truncated(Double(steps) * strength)), SchedulerConfig.largestStepCount)
    return (0..<count).map { ($0 + 1) * distance - 1 }
  }

  private func evenlyChosen(
    _ count: Int, from origin: [Int], _ steps: Int, _ strength: Double
  ) throws -> [Int] {
    guard try floorDivided(origin.count, by: count) >= 1 else {
      throw PythonError.value(
        "The combination of `original_steps x strength`: \(steps) x \(strength.pythonRepr) is"
          + " smaller than `num_inference_steps`: \(count). Make sure to either reduce"
          + " `num_inference_steps` to a value smaller than \(truncated(Double(steps) * strength))"
          + " or increase `strength` to a value higher than"
          + " \((Double(count) / Double(steps)).pythonRepr).")
    }
    guard count <= steps else {
      throw PythonError.value(
        "`num_inference_steps`: \(count) cannot be larger than `original_inference_steps`: \(steps)"
          + " because the final timestep schedule will be a subset of the"
          + " `original_inference_steps`-sized initial timestep schedule.")
    }
    let descending = Array(origin.reversed())
    let distance = Double(origin.count) / Double(count)
    return (0..<count).map { descending[truncated(Double($0) * distance)] }
  }

  /// The index of the step at `timestep`.
  mutating func start(_ timestep: Timestep) throws -> Int {
    try cursor.start(timestep, in: timesteps, StepCursor.index)
  }

  /// The timestep after the step at `index`, if there is one.
  func timestep(after index: Int) throws -> Int? {
    index + 1 < timesteps.count ? try timesteps[index + 1].index() : nil
  }

  /// The constructor's parameters.
  static var parameters: JSONObject {
    BetaSchedule.parameters(start: 0.00085, end: 0.012, schedule: .scaledLinear).merging([
      "original_inference_steps": 50, "clip_sample": false, "clip_sample_range": 1.0,
      "set_alpha_to_one": true, "steps_offset": 0, "prediction_type": "epsilon",
    ]).merging(SampleLimit<Double>.thresholdingParameters).merging([
      "timestep_spacing": "leading", "timestep_scaling": 10.0, "rescale_betas_zero_snr": false,
    ])
  }
}

/// A scheduler of distilled consistency models.
protocol ConsistencyScheduler: Scheduler {
  var schedule: ConsistencySchedule<Scalar> { get set }
  /// Whether the caller's `original_inference_steps` opens all training timesteps.
  static var usesAllTimesteps: Bool { get }
  init(schedule: ConsistencySchedule<Scalar>)
}

extension ConsistencyScheduler {
  init(_ config: SchedulerConfig) throws {
    self.init(schedule: try ConsistencySchedule(config, Self.type))
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    try schedule.setTimesteps(request, usesAllTimesteps: Self.usesAllTimesteps)
  }

  var config: SchedulerConfig { schedule.config }
  var initNoiseSigma: Scalar { 1 }
  var timesteps: [Timestep] { schedule.timesteps }
  var numInferenceSteps: Int? { schedule.numInferenceSteps }
  var stepIndex: Int? { schedule.cursor.stepIndex }

  mutating func setBeginIndex(_ index: Int) { schedule.cursor.beginIndex = index }

  func addNoise(
    _ original: Tensor<Scalar>, _ noise: Tensor<Scalar>, _ timesteps: [Timestep]
  ) throws -> Tensor<Scalar> { try schedule.noise.addNoise(original, noise, timesteps) }
}
