public import Tensors

/// A scheduler of diffusers: which timesteps the denoiser is asked at, and how its answer leads from
/// one sample to the next.
///
/// Schedulers are values. Copying one copies its schedule and the memory of multi-step methods, and
/// `any Scheduler<Scalar>` holds whatever class a checkpoint names. What torch computes in float32
/// is computed in `Scalar`, what Python or numpy compute in float64 in `Double`, so that `Float`
/// follows an ordinary run of diffusers and `Double` the ideal one.
public protocol Scheduler<Scalar>: Sendable {
  /// The arithmetic.
  associatedtype Scalar: TensorScalar

  /// What diffusers' class is called, takes and supports.
  static var type: SchedulerType { get }

  /// Builds the scheduler as diffusers' constructor does.
  ///
  /// - Throws: `PythonError` where the constructor raises, `CheckpointError` for a value of a wrong
  ///   type or beyond all sense.
  init(_ config: SchedulerConfig) throws

  /// The registered configuration. To change a value, build a new scheduler from a changed copy.
  var config: SchedulerConfig { get }

  /// How often the denoiser is called for one step of the schedule (2 for Heun's method).
  var order: Int { get }

  /// The standard deviation that the initial noise is scaled to.
  var initNoiseSigma: Scalar { get }

  /// The timesteps of the denoiser's calls, in order.
  var timesteps: [Timestep] { get }

  /// The noise levels, one more than there are steps, if the class has any.
  var sigmas: [Scalar]? { get }

  /// How many steps the caller asked for; nil before the first `setTimesteps`.
  var numInferenceSteps: Int? { get }

  /// The index of the next step; nil before the first one and in classes without one.
  var stepIndex: Int? { get }

  /// Makes the schedule, and forgets what earlier steps left behind.
  ///
  /// - Throws: `PythonError` where `set_timesteps` raises.
  mutating func setTimesteps(_ request: ScheduleRequest) throws

  /// Says that the schedule is entered at `index`, as image-to-image does. Without effect in classes
  /// that have no such index.
  mutating func setBeginIndex(_ index: Int)

  /// The denoiser's input for `sample` at `timestep`.
  mutating func scaleModelInput(
    _ sample: Tensor<Scalar>, _ timestep: Timestep
  ) throws -> Tensor<Scalar>

  /// The sample that follows the input's.
  ///
  /// - Throws: `PythonError` where `step` raises.
  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar>

  /// `original` `[N, C, …]` with `noise` of the levels that belong to `timesteps` (one, or N).
  ///
  /// - Throws: `PythonError` where `add_noise` raises.
  func addNoise(
    _ original: Tensor<Scalar>, _ noise: Tensor<Scalar>, _ timesteps: [Timestep]
  ) throws -> Tensor<Scalar>
}

extension Scheduler {
  /// The number of denoiser calls per step that nearly all classes make.
  public var order: Int { 1 }

  /// None, as in the classes that work on products of alphas.
  public var sigmas: [Scalar]? { nil }

  /// None, as in the classes that take the timestep's word for where they are.
  public var stepIndex: Int? { nil }

  /// Does nothing.
  public mutating func setBeginIndex(_ index: Int) {}

  /// `sample` itself.
  public mutating func scaleModelInput(
    _ sample: Tensor<Scalar>, _ timestep: Timestep
  ) throws -> Tensor<Scalar> { sample }

  /// Makes a schedule of `count` steps.
  public mutating func setTimesteps(_ count: Int) throws {
    try setTimesteps(ScheduleRequest(numInferenceSteps: count))
  }

  /// The sample that follows `sample`, given the denoiser's output at `timestep`.
  ///
  /// - Parameters:
  ///   - modelOutput: `[N, C, …]`, or `[N, 2C, …]` if the model predicts the variance, too.
  ///   - timestep: one of `timesteps`.
  ///   - sample: `[N, C, …]`.
  ///   - options: keyword arguments of the class, and where its random draws come from.
  /// - Throws: `PythonError` where `step` raises.
  public mutating func step(
    _ modelOutput: Tensor<Scalar>, _ timestep: Timestep, _ sample: Tensor<Scalar>,
    _ options: StepOptions<Scalar>
  ) throws -> StepOutput<Scalar> {
    try step(
      StepInput(modelOutput: modelOutput, timestep: timestep, sample: sample, options: options))
  }
}
