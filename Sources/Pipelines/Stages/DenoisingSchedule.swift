import Checkpoints
import Schedulers
import Tensors
import TorchRandom

/// A scheduler set up for one run: the timesteps that remain, and its traced methods.
struct DenoisingSchedule<Scalar: TensorScalar> {
  let run: PipelineRun<Scalar>
  private var scheduler: any Scheduler<Scalar>
  /// The timesteps to denoise, in order.
  private(set) var timesteps: [Timestep]
  /// The number of steps that the progress counts.
  private(set) var stepCount: Int

  /// Sets the timesteps from `timesteps`, `sigmas` or `num_inference_steps` of the call, and from
  /// `original_inference_steps` where the class has it.
  ///
  /// - Parameter strength: The call's, for the schedulers that deal with it themselves.
  init(
    _ run: PipelineRun<Scalar>, _ scheduler: any Scheduler<Scalar>, strength: Double? = nil
  ) throws {
    try self.init(
      run, scheduler,
      ScheduleRequest(
        numInferenceSteps: run.arguments.int("num_inference_steps"),
        timesteps: run.arguments.numbers("timesteps"), sigmas: run.arguments.numbers("sigmas"),
        originalInferenceSteps: run.arguments.int("original_inference_steps"),
        strength: strength))
  }

  /// Sets the timesteps that `request` asks for.
  init(
    _ run: PipelineRun<Scalar>, _ scheduler: any Scheduler<Scalar>, _ request: ScheduleRequest
  ) throws {
    self.run = run
    var scheduler = scheduler
    let schedule = try scheduler.retrieveTimesteps(request)
    try Self.checkConsistency(run.row, scheduler)
    timesteps = schedule.timesteps
    stepCount = schedule.numInferenceSteps ?? timesteps.count
    self.scheduler = scheduler
    record()
  }

  /// Classes for consistency models pass their own argument to every scheduler, even if it is `None`.
  private static func checkConsistency(
    _ row: PipelineRow, _ scheduler: any Scheduler<Scalar>
  ) throws {
    let name = SchedulerType.Argument.originalInferenceSteps
    let type = type(of: scheduler).type
    guard row.parameters.contains(where: { $0.name == name.rawValue }) else { return }
    guard type.accepts(name) else {
      throw PythonError.type(
        "\(type.name).set_timesteps() got an unexpected keyword argument '\(name.rawValue)'")
    }
    // They have no eta, and pass None to a scheduler that compares it.
    guard !type.accepts(.eta) else {
      throw PythonError.type("'<=' not supported between instances of 'int' and 'NoneType'")
    }
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
    begin(at: max(stepCount - kept, 0))
  }

  /// Leaves out the first `start` steps.
  mutating func begin(at start: Int) {
    timesteps = Array(timesteps.dropFirst(start * order))
    scheduler.setBeginIndex(start * order)
    stepCount -= start
  }

  /// Some steps are left after `strength` was applied.
  func requireSteps() throws {
    guard stepCount < 1 else { return }
    throw PythonError.value(
      "After adjusting the num_inference_steps by strength parameter:"
        + " \(run.arguments["strength"].pythonText), the number of pipelinesteps is \(stepCount)"
        + " which is < 1 and not appropriate for this pipeline.")
  }

  /// Keeps the timesteps below the part `start` of the training schedule, 0…1, from where another
  /// model has denoised already.
  mutating func begin(denoisingStart start: Double) throws {
    let cutoff = try cutoff(start)
    let count = timesteps.filter { $0.value < cutoff }.count
    // A step of second order is not cut in two.
    stepCount = order == 2 && count % 2 == 0 ? count + 1 : count
    let begin = timesteps.count - stepCount
    timesteps = Array(timesteps.suffix(stepCount))
    scheduler.setBeginIndex(begin)
  }

  /// Keeps the timesteps above the part `end` of the training schedule, 0…1, and leaves the rest to
  /// another model.
  mutating func end(denoisingEnd end: Double) throws {
    let cutoff = try cutoff(end)
    stepCount = timesteps.filter { $0.value >= cutoff }.count
    timesteps = Array(timesteps.prefix(stepCount))
  }

  /// The training timestep where the part `fraction` of the denoising is done.
  private func cutoff(_ fraction: Double) throws -> Double {
    let count = Double(try scheduler.config.trainTimesteps())
    return (count - fraction * count).rounded(.toNearestOrEven)
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

  /// The name of the scheduler's second output if it is worth a record: that of consistency models.
  private var secondOutput: String? {
    switch scheduler.config.className {
    case "LCMScheduler": "denoised"
    case "TCDScheduler": "pred_noised_sample"
    default: nil
    }
  }

  /// One step of the scheduler, from `sample` at `timestep` to the sample before it.
  mutating func step(
    _ modelOutput: Tensor<Scalar>, at timestep: Timestep, _ sample: Tensor<Scalar>
  ) throws -> StepOutput<Scalar> {
    let random = run.random
    var options = StepOptions<Scalar>(
      noise: NoiseSource(
        normal: random.randn, globalNormal: random.globalRandn,
        seededNormal: { try random.randn($0, from: TorchGenerator(seed: $1)) },
        globalSeed: random.globalSeed))
    options.eta = run.arguments.double("eta")
    return try run.traced(
      "scheduler", "step",
      inputs: [
        ("model_output", .floats(modelOutput)), ("timestep", Self.entry([timestep], shape: [])),
        ("sample", .floats(sample)),
      ]
    ) {
      try scheduler.step(modelOutput, timestep, sample, options)
    } outputs: { output in
      let second = secondOutput.flatMap { name in output.predOriginalSample.map { (name, $0) } }
      return [("prev_sample", .floats(output.prevSample))]
        + (second.map { [($0.0, .floats($0.1))] } ?? [])
    }
  }

  /// `original` with `noise` as at the given timesteps, by a scheduler of a flow.
  ///
  /// - Throws: Python's `AttributeError` for another scheduler.
  func scalingNoise(
    _ noise: Tensor<Scalar>, to original: Tensor<Scalar>, at timesteps: [Timestep]
  ) throws -> Tensor<Scalar> {
    let type = type(of: scheduler).type
    guard type.noiseMethod == "scale_noise" else {
      throw PythonError(
        type: .attributeError, message: "'\(type.name)' object has no attribute 'scale_noise'")
    }
    return try addingNoise(noise, to: original, at: timesteps)
  }

  /// `original` with `noise` as at the given timesteps, one for each sample.
  func addingNoise(
    _ noise: Tensor<Scalar>, to original: Tensor<Scalar>, at timesteps: [Timestep]
  ) throws -> Tensor<Scalar> {
    let times = Self.entry(timesteps, shape: [timesteps.count])
    let isFlow = type(of: scheduler).type.noiseMethod == "scale_noise"
    return try run.traced(
      "scheduler", isFlow ? "scale_noise" : "add_noise",
      inputs: isFlow
        ? [("sample", .floats(original)), ("timestep", times), ("noise", .floats(noise))]
        : [
          ("original_samples", .floats(original)), ("noise", .floats(noise)), ("timesteps", times),
        ]
    ) {
      try scheduler.addNoise(original, noise, timesteps)
    } outputs: {
      [("sample", .floats($0))]
    }
  }
}
