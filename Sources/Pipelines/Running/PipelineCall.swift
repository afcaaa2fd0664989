public import Schedulers
public import Tensors
import TorchRandom

/// One call of a pipeline: its arguments, and who watches it.
public struct PipelineCall<Scalar: TensorScalar> {
  /// The keyword arguments.
  public var arguments: Arguments<Scalar>
  /// Where to record the component calls, if anywhere.
  public var transcript: Transcript<Scalar>?
  /// Random tensors to use in order instead of drawing any.
  public var draws: [Tensor<Scalar>]?
  /// Told after each step how many of how many are done.
  public var onProgress: ((_ done: Int, _ total: Int) -> Void)?
  /// diffusers' `callback_on_step_end`.
  public var onStepEnd: ((inout StepEnd<Scalar>) throws -> Void)?
  /// Told what diffusers would log as a warning.
  public var onWarning: ((String) -> Void)?

  /// A call with the given arguments.
  public init(_ arguments: Arguments<Scalar> = [:]) { self.arguments = arguments }
}

/// What a callback at the end of a step sees, and may change.
public struct StepEnd<Scalar: TensorScalar> {
  /// The number of the step, from 0.
  public let step: Int
  /// The timestep that was denoised.
  public let timestep: Timestep
  /// The tensors asked for in `callback_on_step_end_tensor_inputs`, by diffusers' names (those of a
  /// list are `name.0`, `name.1`, …); the run goes on with what the callback leaves here.
  public var tensors: [String: Tensor<Scalar>]
  /// Set to skip the steps that remain, as diffusers' `interrupt`.
  public var interrupts = false
}

/// The state of a running call that all stages share.
final class PipelineRun<Scalar: TensorScalar> {
  let row: PipelineRow
  let arguments: Arguments<Scalar>
  let transcript: Transcript<Scalar>?
  let random: RandomDraws<Scalar>
  private let call: PipelineCall<Scalar>

  /// Checks the call's arguments against the class's parameters and prepares its random numbers.
  init(_ call: PipelineCall<Scalar>, row: PipelineRow) throws {
    self.call = call
    self.row = row
    self.transcript = call.transcript
    arguments = try call.arguments.checked(against: row) { call.onWarning?($0) }
    random = RandomDraws(
      arguments.randomSource, replay: call.draws, transcript: call.transcript)
  }

  func warn(_ message: String) { call.onWarning?(message) }

  func progress(_ done: Int, of total: Int) { call.onProgress?(done, total) }

  var hasStepCallback: Bool { call.onStepEnd != nil }

  func stepEnd(_ event: inout StepEnd<Scalar>) throws { try call.onStepEnd?(&event) }

  /// Runs a component's method as a section of the profile; if a transcript is kept, records what goes
  /// in and comes out.
  func traced<Result>(
    _ component: String, _ method: String,
    inputs: @autoclosure () -> [(name: String, entry: Transcript<Scalar>.Entry)],
    _ body: () throws -> Result,
    outputs: (Result) -> [(name: String, entry: Transcript<Scalar>.Entry)]
  ) rethrows -> Result {
    func call() throws -> Result {
      try KernelProfile.section("\(component).\(method)") { try body() }
    }
    guard let transcript else { return try call() }
    let prefix = transcript.open(component, method, inputs: inputs)
    let result = try call()
    for output in outputs(result) { transcript.record("\(prefix).\(output.name)", output.entry) }
    return result
  }
}

extension PipelineRun {
  /// `height` and `width` as the call gives them.
  var askedSize: (height: Int?, width: Int?) { (arguments.int("height"), arguments.int("width")) }

  /// `height` and `width`; one that is missing or 0 is that of `standard`.
  func size(orElse standard: (height: Int, width: Int)) -> (height: Int, width: Int) {
    func side(_ name: String, _ standard: Int) -> Int {
      let length = arguments.int(name) ?? 0
      return length == 0 ? standard : length
    }
    return (side("height", standard.height), side("width", standard.width))
  }

  /// `height` and `width`; nil if either is missing or 0.
  var wholeSize: (height: Int, width: Int)? {
    guard let height = arguments.int("height"), let width = arguments.int("width"),
      height != 0, width != 0
    else { return nil }
    return (height, width)
  }

  /// The call's `strength`, which its class has.
  var strength: Double { arguments.double("strength") ?? 1 }

  /// The number of prompts, or of rows of the embeddings given instead.
  var promptCount: Int {
    switch arguments["prompt"] {
    case .string: 1
    case .list(let prompts): prompts.count
    default: arguments.tensor("prompt_embeds")?.shape.first ?? 1
    }
  }

  /// The number of pictures for each prompt.
  var imagesPerPrompt: Int { arguments.int("num_images_per_prompt") ?? 1 }

  /// The number of pictures to make.
  var batchSize: Int { promptCount * imagesPerPrompt }

  /// How often each of `pictures` `[N, …]` is repeated: a single one is for all pictures to make,
  /// several are one for each prompt.
  func copies(of pictures: Tensor<Scalar>) -> Int {
    pictures.shape[0] == 1 ? batchSize : imagesPerPrompt
  }
}
