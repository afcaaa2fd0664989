import Checkpoints
import Tensors

/// The classes that solve the diffusion ODE in log-SNR, with the sample at unit variance: DPM-Solver,
/// DEIS, UniPC and the SA-Solver.
protocol SolverScheduler: UnitVarianceScheduler {
  /// The configuration and the schedule.
  var state: SolverState<Scalar> { get set }
}

/// What all solvers hold.
struct SolverState<Scalar: TensorScalar>: Sendable {
  /// The configuration, in which values of related classes are replaced.
  var config: SchedulerConfig
  /// What it says about noise levels.
  let settings: SolverSettings<Scalar>
  var numInferenceSteps: Int?
  var schedule: SigmaSchedule<Scalar>

  init(_ config: SchedulerConfig, _ type: SchedulerType) throws {
    self.config = config
    self.settings = try SolverSettings(config, type)
    self.schedule = settings.initialSchedule
  }

  /// Follows `plan` down to the level `last`.
  mutating func follow(_ plan: SolverPlan<Scalar>, endingWith last: Scalar) {
    schedule = plan.schedule(endingWith: last)
    numInferenceSteps = plan.timesteps.count
  }
}

/// The last outputs of a multi-step method.
struct OutputMemory<Scalar: TensorScalar>: Sendable {
  /// The outputs, the newest one last.
  private(set) var outputs: [Tensor<Scalar>] = []
  /// How many steps came before, counted up to the order.
  private(set) var earlier = 0
  private var steps = 0

  /// Remembers `output` as one of the last `count`.
  mutating func push(_ output: Tensor<Scalar>, keeping count: Int) {
    outputs = (outputs + [output]).suffix(max(1, count))
    earlier = steps
    steps = min(steps + 1, count)
  }
}

extension SolverScheduler {
  var config: SchedulerConfig { state.config }
  var settings: SolverSettings<Scalar> { state.settings }
  var numInferenceSteps: Int? { state.numInferenceSteps }

  var schedule: SigmaSchedule<Scalar> {
    get { state.schedule }
    set { state.schedule = newValue }
  }

  /// The index of the step that `input` belongs to.
  ///
  /// - Throws: `PythonError` before the first `setTimesteps`.
  mutating func begin(_ input: StepInput<Scalar>) throws -> Int {
    _ = try stepsOfRun(numInferenceSteps)
    return try schedule.start(input.timestep)
  }

  /// α · `original` + σ · `noise`.
  func addNoise(
    _ original: Tensor<Scalar>, _ noise: Tensor<Scalar>, _ timesteps: [Timestep]
  ) throws -> Tensor<Scalar> {
    let points = try schedule.noiseSigmas(timesteps).map { settings.point($0) }
    return perSample(points.map(\.alpha), like: original) * original
      + perSample(points.map(\.sigma), like: original) * noise
  }

  /// The point of the schedule at `index`, which may count from the end as in Python.
  func point(_ index: Int) throws -> SignalNoise<Scalar> {
    settings.point(try schedule.sigma(index < 0 ? index + schedule.sigmas.count : index))
  }

  /// Whether the step at `index` is the last but `rest` of a run that is short enough for lower orders
  /// at its end.
  func isShortEnd(_ index: Int, _ rest: Int = 0) throws -> Bool {
    let count = schedule.timesteps.count
    return try index == count - 1 - rest && count < 15 && config.bool("lower_order_final")
  }
}

/// What the configurations of all solvers have in common.
struct SolverSettings<Scalar: TensorScalar>: Sendable {
  /// The training schedule.
  let noise: NoiseSchedule<Scalar>
  /// How noise levels are chosen.
  let spacing: SigmaSpacing?
  /// Whether samples lie on straight lines between the original and the noise.
  let isFlow: Bool
  /// What keeps predicted original samples in range.
  let limit: SampleLimit<Scalar>
  /// How model outputs are read.
  let prediction: SolverPrediction

  init(_ config: SchedulerConfig, _ type: SchedulerType) throws {
    self.spacing = try SigmaSpacing.chosen(config)
    self.noise = try NoiseSchedule(config, type, floor: true)
    self.isFlow = try config.bool("use_flow_sigmas")
    self.limit = try SampleLimit(config, type)
    self.prediction = try SolverPrediction(config, type)
  }

  /// The noise level `level` as a point of the solver.
  func point(_ level: Scalar) -> SignalNoise<Scalar> { SignalNoise(level, isFlow: isFlow) }

  /// The noise levels and timesteps before the first `setTimesteps`.
  var initialSchedule: SigmaSchedule<Scalar> {
    SigmaSchedule(
      sigmas: noise.sigmas,
      timesteps: [Timestep](integersBelow: noise.trainTimesteps).map(\.asFloat),
      lookup: StepCursor.indexOrLast)
  }

  /// The parameters for noise levels that all solvers have.
  static var parameters: JSONObject {
    SigmaSpacing.parameters.merging(["use_flow_sigmas": false, "flow_shift": 1.0])
  }

  /// The parameters for shifts that depend on the resolution.
  static var shiftParameters: JSONObject {
    ["use_dynamic_shifting": false, "time_shift_type": "exponential"]
  }
}

extension SchedulerConfig {
  /// Replaces `key`, if its value is one of `others`, by `replacement`, as constructors do with values
  /// left over from related classes.
  ///
  /// - Throws: `PythonError` if the value is neither known nor one of `others`.
  mutating func replace(
    _ key: String, known: [String], others: [String], by replacement: String,
    _ type: SchedulerType, prefix: String = ""
  ) throws {
    let value = try string(key)
    guard !known.contains(value) else { return }
    guard others.contains(value) else {
      throw PythonError(
        type: .notImplementedError,
        message: "\(prefix)\(value) is not implemented for \(type.pythonClass)")
    }
    self[key] = .string(replacement)
  }

  /// Takes the resolution-dependent shift of a request over as `flow_shift`.
  ///
  /// - Throws: `PythonError` if the configuration does not allow it.
  mutating func shift(by mu: Double?) throws {
    guard let mu else { return }
    guard try bool("use_dynamic_shifting"), try string("time_shift_type") == "exponential" else {
      throw PythonError(type: .assertionError, message: "")
    }
    self["flow_shift"] = .double(Double.exp(mu))
  }
}
