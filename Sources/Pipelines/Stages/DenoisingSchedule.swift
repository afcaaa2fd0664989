import Schedulers
import Tensors

/// A scheduler set up for one run: the timesteps that remain, and its traced methods.
struct DenoisingSchedule<Scalar: TensorScalar> {
  private let run: PipelineRun<Scalar>
  private var scheduler: any Scheduler<Scalar>
  /// The timesteps to denoise, in order.
  private(set) var timesteps: [Timestep]
  /// The number of steps that the progress counts.
  private(set) var stepCount: Int

  /// Sets the timesteps from `timesteps`, `sigmas` or `num_inference_steps` of the call.
  init(_ run: PipelineRun<Scalar>, _ scheduler: any Scheduler<Scalar>) throws {
    self.run = run
    var scheduler = scheduler
    let request = ScheduleRequest(
      numInferenceSteps: run.arguments.int("num_inference_steps"),
      timesteps: run.arguments.numbers("timesteps"), sigmas: run.arguments.numbers("sigmas"))
    let schedule = try scheduler.retrieveTimesteps(request)
    timesteps = schedule.timesteps
    stepCount = schedule.numInferenceSteps ?? timesteps.count
    self.scheduler = scheduler
    record()
  }

  private func record() {
    guard let transcript = run.transcript else { return }
    let prefix = transcript.open("scheduler", "set_timesteps") { [] }
    transcript.record("\(prefix).timesteps", Self.entry(timesteps, shape: [timesteps.count]))
    if let sigmas = scheduler.sigmas {
      transcript.record("\(prefix).sigmas", .floats(Tensor(sigmas)))
    }
  }

  /// Timesteps as a transcript keeps them: whole ones as integers.
  static func entry(_ timesteps: [Timestep], shape: [Int]) -> Transcript<Scalar>.Entry {
    timesteps.allSatisfy(\.isInteger)
      ? .integers(timesteps.map { Int($0.value) }, shape: shape)
      : .floats(Tensor(timesteps.map { Scalar($0.value) }, shape: shape))
  }

  /// Leaves out the first steps, so that `strength` of the schedule remains (`get_timesteps`).
  mutating func begin(strength: Double) {
    let kept = min(Int(Double(stepCount) * strength), stepCount)
    let start = max(stepCount - kept, 0)
    timesteps = Array(timesteps.dropFirst(start * order))
    scheduler.setBeginIndex(start * order)
    stepCount -= start
  }

  /// How often the denoiser is called for one step.
  var order: Int { scheduler.order }

  /// The first timestep for each of `count` samples; none if there is no step.
  func firstTimestep(count: Int) -> [Timestep] {
    timesteps.prefix(1).flatMap { [Timestep](repeating: $0, count: count) }
  }

  /// The factor of the initial noise.
  var initialNoiseSigma: Scalar { scheduler.initNoiseSigma }

  /// The scheduler's scaling of a sample before the denoiser sees it.
  mutating func scaledInput(
    _ sample: Tensor<Scalar>, at timestep: Timestep
  ) throws -> Tensor<Scalar> {
    try scheduler.scaleModelInput(sample, timestep)
  }

  /// One step of the scheduler, from `sample` at `timestep` to the sample before it.
  mutating func step(
    _ modelOutput: Tensor<Scalar>, at timestep: Timestep, _ sample: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    var options = StepOptions<Scalar>(
      noise: NoiseSource(normal: run.random.randn, globalNormal: run.random.globalRandn))
    options.eta = run.arguments.double("eta")
    return try run.traced(
      "scheduler", "step",
      inputs: [
        ("model_output", .floats(modelOutput)), ("timestep", Self.entry([timestep], shape: [])),
        ("sample", .floats(sample)),
      ]
    ) {
      try scheduler.step(modelOutput, timestep, sample, options).prevSample
    } outputs: {
      [("prev_sample", .floats($0))]
    }
  }

  /// `original` with `noise` as at the given timesteps, one for each sample.
  func addingNoise(
    _ noise: Tensor<Scalar>, to original: Tensor<Scalar>, at timesteps: [Timestep]
  ) throws -> Tensor<Scalar> {
    try run.traced(
      "scheduler", "add_noise",
      inputs: [
        ("original_samples", .floats(original)), ("noise", .floats(noise)),
        ("timesteps", Self.entry(timesteps, shape: [timesteps.count])),
      ]
    ) {
      try scheduler.addNoise(original, noise, timesteps)
    } outputs: {
      [("sample", .floats($0))]
    }
  }
}
