import Checkpoints
import Schedulers

extension Scheduler {
  /// Refuses a scheduler that a pipeline of a U-Net cannot use, in Python's words.
  ///
  /// - Throws: `AttributeError` if diffusers' class has no `attribute`.
  func require(_ attribute: SchedulerType.Attribute) throws {
    let type = Self.type
    guard !type.has(attribute) else { return }
    throw PythonError(
      type: .attributeError,
      message: "'\(type.name)' object has no attribute '\(attribute.rawValue)'",
      advice: "Use a scheduler made for this kind of model")
  }

  /// Refuses a scheduler whose `step` needs more than an output, a timestep and a sample.
  ///
  /// - Throws: Python's `TypeError`.
  func requirePlainStep() throws {
    let missing = Self.type.furtherStepArguments
    guard !missing.isEmpty else { return }
    throw PythonError.missingArguments(missing, of: "\(Self.type.name).step()")
  }
}
