import Schedulers
import Tensors

/// The tensors of a denoising loop by diffusers' names, as a callback on step end sees them.
struct LoopTensors<Scalar: TensorScalar> {
  var latents: Tensor<Scalar>
  /// Everything else that the class's steps use, such as `prompt_embeds` and `mask`.
  var others: [String: Tensor<Scalar>]

  /// The tensor of that name; a class only asks for those it put in.
  subscript(_ name: String) -> Tensor<Scalar> {
    get {
      if name == "latents" { return latents }
      guard let tensor = others[name] else { preconditionFailure("the loop has no \(name)") }
      return tensor
    }
    set {
      if name == "latents" { latents = newValue } else { others[name] = newValue }
    }
  }

  /// The tensor of that name, if the class uses one.
  func optional(_ name: String) -> Tensor<Scalar>? { has(name) ? self[name] : nil }

  func has(_ name: String) -> Bool { name == "latents" || others[name] != nil }

  /// The tensor of that name, or those of a list: `name.0`, `name.1`, ….
  func all(_ name: String) -> [(name: String, tensor: Tensor<Scalar>)] {
    if has(name) { return [(name, self[name])] }
    return others.filter { $0.key.hasPrefix("\(name).") }.map { ($0.key, $0.value) }
  }
}

/// A step of the loop.
struct DenoisingStep {
  /// Its number, from 0; timesteps may repeat.
  let index: Int
  /// What the denoiser is asked at.
  let timestep: Timestep
}

extension PipelineRun {
  /// Denoises along `schedule`: a prediction, a scheduler step, the class's own correction, the
  /// caller's callback.
  ///
  /// - Parameters:
  ///   - predict: The denoiser's guided output for the tensors at a step.
  ///   - correct: Called after the scheduler's step number `n` with its result.
  /// - Returns: The tensors after the last step.
  func denoise(
    _ schedule: inout DenoisingSchedule<Scalar>, _ tensors: LoopTensors<Scalar>,
    predict: (inout DenoisingSchedule<Scalar>, LoopTensors<Scalar>, DenoisingStep) throws
      -> Tensor<Scalar>,
    correct: (DenoisingSchedule<Scalar>, LoopTensors<Scalar>, Int) throws -> Tensor<Scalar>
  ) throws -> LoopTensors<Scalar> {
    var tensors = tensors
    let timesteps = schedule.timesteps
    let order = schedule.order
    let warmup = timesteps.count - schedule.stepCount * order
    var done = 0
    progress(0, of: schedule.stepCount)
    for (index, timestep) in timesteps.enumerated() {
      let step = DenoisingStep(index: index, timestep: timestep)
      let prediction = try predict(&schedule, tensors, step)
      let output = try schedule.step(prediction, at: timestep, tensors.latents)
      tensors.latents = output.prevSample
      if row.callbackTensors.contains("denoised") {
        tensors.others["denoised"] = output.predOriginalSample
      }
      tensors.latents = try correct(schedule, tensors, index)
      let interrupted = try callback(index, timestep, &tensors)
      if index == timesteps.count - 1 || (index + 1 > warmup && (index + 1) % order == 0) {
        done += 1
        progress(done, of: schedule.stepCount)
      }
      if interrupted { break }
    }
    return tensors
  }

  /// Denoises along `schedule` without a correction after the scheduler's steps.
  func denoise(
    _ schedule: inout DenoisingSchedule<Scalar>, _ tensors: LoopTensors<Scalar>,
    predict: (inout DenoisingSchedule<Scalar>, LoopTensors<Scalar>, DenoisingStep) throws
      -> Tensor<Scalar>
  ) throws -> LoopTensors<Scalar> {
    try denoise(&schedule, tensors, predict: predict) { _, tensors, _ in tensors.latents }
  }

  private func callback(
    _ step: Int, _ timestep: Timestep, _ tensors: inout LoopTensors<Scalar>
  ) throws -> Bool {
    guard hasStepCallback else { return false }
    let names = arguments.strings("callback_on_step_end_tensor_inputs") ?? []
    let shown = names.flatMap { tensors.all($0) }
    var event = StepEnd(
      step: step, timestep: timestep, tensors: Dictionary(shown, uniquingKeysWith: { $1 }))
    try stepEnd(&event)
    for (name, tensor) in event.tensors {
      let list = String(name.prefix { $0 != "." })
      guard row.callbackTensors.contains(list), !row.fixedTensors.contains(list) else { continue }
      tensors[name] = tensor
    }
    return event.interrupts
  }
}
