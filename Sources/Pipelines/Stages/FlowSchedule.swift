import Schedulers
import Tensors

// Schedules of transformers that denoise along a flow.

extension DenoisingSchedule {
  /// Sets the timesteps from the call's `sigmas`, or else from levels evenly between 1 and
  /// 1/`num_inference_steps`, shifted for a picture of `tokens` tokens.
  ///
  /// - Parameter yields: Whether a scheduler with `use_flow_sigmas` makes its own levels.
  init(
    _ run: PipelineRun<Scalar>, _ scheduler: any Scheduler<Scalar>, tokens: Int,
    yieldsToFlowSigmas yields: Bool = false
  ) throws {
    let steps = run.arguments.int("num_inference_steps")
    let sigmas = try run.arguments.numbers("sigmas") ?? ScheduleRequest.flowLevels(steps)
    let isIgnored = yields && scheduler.config["use_flow_sigmas"]?.boolValue == true
    try self.init(
      run, scheduler,
      ScheduleRequest(
        numInferenceSteps: steps, sigmas: isIgnored ? nil : sigmas,
        mu: flowShift(tokens: tokens, scheduler.config)))
  }

  /// Leaves out the first steps, so that `strength` of the schedule remains. Rounds the other way than
  /// `begin(strength:)`: what is left out is rounded down.
  mutating func begin(flowStrength strength: Double) {
    let count = Double(stepCount)
    begin(at: Int(max(count - min(count * strength, count), 0)))
  }
}

/// The shift of a flow's schedule for a picture of `tokens` tokens: a straight line through the
/// scheduler's two known points (`calculate_shift`).
func flowShift(tokens: Int, _ config: SchedulerConfig) -> Double {
  func value(_ key: String, _ fallback: Double) -> Double { config[key]?.doubleValue ?? fallback }
  let base = (length: value("base_image_seq_len", 256), shift: value("base_shift", 0.5))
  let most = (length: value("max_image_seq_len", 4096), shift: value("max_shift", 1.15))
  let slope = (most.shift - base.shift) / (most.length - base.length)
  return Double(tokens) * slope + (base.shift - slope * base.length)
}
