import AutoPipeline
import Tensors

extension Request {
  /// The AutoPipeline of a task's name under `key`; of no name `DiffusionPipeline`.
  ///
  /// - Throws: `Malformed` for a name that is no task of the reference.
  func autoPipeline<Scalar: TensorScalar>(
    _ name: String?, _ key: String, _: Scalar.Type = Scalar.self
  ) throws -> AutoPipeline<Scalar> {
    guard let name else { return AutoPipeline(nil) }
    guard let task = AutoTask(rawValue: name), AutoTask.pictures.contains(task) else {
      throw Malformed(
        description: "\(file): '\(key)' should be text-to-image, image-to-image or inpainting")
    }
    return AutoPipeline(task)
  }
}
