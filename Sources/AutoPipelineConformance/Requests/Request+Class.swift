import AutoPipeline
import Checkpoints

extension Request {
  /// The class that the request's task and checkpoint ask for.
  func pipelineClass(_ index: ModelIndex, _ options: ResolverOptions) throws -> String {
    guard let name = index.className else {
      throw PythonError(type: .keyError, message: "'_class_name'")
    }
    guard let task else { return try Resolver().diffusionPipeline(className: name) }
    guard let task = AutoTask(rawValue: task) else {
      throw Malformed(
        description: "\(file): 'task' should be text-to-image, image-to-image or inpainting")
    }
    return try Resolver().resolve(task: task, className: name, options: options)
  }
}
