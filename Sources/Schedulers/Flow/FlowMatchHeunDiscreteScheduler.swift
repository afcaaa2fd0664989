import Checkpoints
import Tensors

/// Heun's method for rectified flows (scheduling_flow_match_heun_discrete.py).
struct FlowMatchHeunDiscreteScheduler<Scalar: TensorScalar>: FlowMatchScheduler {
  static var type: SchedulerType { flowMatchHeun }

  let config: SchedulerConfig
  let order = 2
  private(set) var numInferenceSteps: Int?
  var schedule: SigmaSchedule<Scalar>
  private let range: FlowRange<Scalar>
  private var firstStage: HeunStage<Scalar>?

  init(_ config: SchedulerConfig) throws {
    self.config = config
    self.range = FlowRange(try config.trainTimesteps(), shift: try config.double("shift"))
    self.schedule = range.initialSchedule
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    let count = try request.requiredSteps()
    numInferenceSteps = count
    let sigmas = flowShifted(try range.levels(count), try config.double("shift"))
      .map { Scalar($0) }
    let times = sigmas.map { $0 * Scalar(range.trainTimesteps) }
    schedule = SigmaSchedule(
      sigmas: doubled(sigmas, closed: false) + [0],
      timesteps: [Timestep](floats: doubled(times, closed: false)))
    firstStage = nil
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    try input.timestep.refuseInteger(Self.type.name)
    let index = try schedule.start(input.timestep)
    let sigma = try schedule.sigma(index)
    let start = try schedule.sigma(firstStage == nil ? index : index - 1)
    let raised = try input.options.churn.raise(
      input.sample, at: start, steps: schedule.sigmas.count - 1, input.options.noise)
    let original = raised.sample - input.modelOutput * sigma
    schedule.cursor.advance()
    if let first = firstStage {
      firstStage = nil
      return StepOutput(first.corrected((raised.sample - original) / sigma))
    }
    let stage = HeunStage(
      sample: raised.sample, derivative: (raised.sample - original) / raised.sigma,
      distance: try schedule.sigma(index + 1) - raised.sigma)
    firstStage = stage
    return StepOutput(stage.predicted)
  }
}

private let flowMatchHeun = SchedulerType(
  "FlowMatchHeunDiscreteScheduler", module: "scheduling_flow_match_heun_discrete",
  parameters: ["num_train_timesteps": 1000, "shift": 1.0], accepts: [.generator],
  compatibles: [], noiseMethod: "scale_noise")
