import Checkpoints
import Tensors

/// The noise levels and timesteps of a run, and where it stands.
struct SigmaSchedule<Scalar: TensorScalar>: Sendable {
  /// The noise levels, one more than there are steps.
  var sigmas: [Scalar]
  /// The timesteps.
  var timesteps: [Timestep]
  var cursor = StepCursor()
  /// How a timestep is found.
  private let lookup: StepCursor.Lookup

  init(
    sigmas: [Scalar] = [], timesteps: [Timestep] = [],
    lookup: @escaping StepCursor.Lookup = StepCursor.index
  ) {
    self.sigmas = sigmas
    self.timesteps = timesteps
    self.lookup = lookup
  }

  /// The noise level at `index`.
  func sigma(_ index: Int) throws -> Scalar {
    guard sigmas.indices.contains(index) else {
      throw PythonError(
        type: .indexError,
        message: "index \(index) is out of bounds for dimension 0 with size \(sigmas.count)")
    }
    return sigmas[index]
  }

  /// The index of the step at `timestep`.
  mutating func start(_ timestep: Timestep) throws -> Int {
    try cursor.start(timestep, in: self.timesteps, lookup)
  }

  /// The noise levels that `add_noise` uses for `timesteps`.
  func noiseSigmas(_ timesteps: [Timestep]) throws -> [Scalar] {
    try cursor.noiseIndices(timesteps, in: self.timesteps, lookup).map { try sigma($0) }
  }
}

/// A scheduler whose samples are the signal plus noise of level σ.
protocol SigmaScheduler: Scheduler {
  /// The noise levels, and where the run stands.
  var schedule: SigmaSchedule<Scalar> { get set }
}

extension SigmaScheduler {
  /// The timesteps of the denoiser's calls, in order.
  var timesteps: [Timestep] { schedule.timesteps }

  /// The noise levels, one more than there are steps.
  var sigmas: [Scalar]? { schedule.sigmas }

  /// The index of the next step; nil before the first one.
  var stepIndex: Int? { schedule.cursor.stepIndex }

  /// Says that the schedule is entered at `index`.
  mutating func setBeginIndex(_ index: Int) { schedule.cursor.beginIndex = index }

  /// The largest noise level; with leading timesteps that of the noise together with the signal.
  var initNoiseSigma: Scalar {
    let largest = schedule.sigmas.max() ?? 0
    let spacing = config["timestep_spacing"]?.stringValue
    guard spacing != "linspace" && spacing != "trailing" else { return largest }
    return (largest * largest + 1).squareRoot()
  }

  /// `sample` at unit variance: divided by √(σ² + 1).
  mutating func scaleModelInput(
    _ sample: Tensor<Scalar>, _ timestep: Timestep
  ) throws -> Tensor<Scalar> {
    let sigma = try schedule.sigma(schedule.start(timestep))
    return sample / (sigma * sigma + 1).squareRoot()
  }

  /// `original` + σ · `noise`.
  func addNoise(
    _ original: Tensor<Scalar>, _ noise: Tensor<Scalar>, _ timesteps: [Timestep]
  ) throws -> Tensor<Scalar> {
    try original + noise * perSample(schedule.noiseSigmas(timesteps), like: original)
  }
}
