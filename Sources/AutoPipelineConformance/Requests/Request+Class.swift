import Checkpoints
import Pipelines

/// What a request's `load` says about the choice of the class.
struct ResolverOptions {
  var enablePAG = false
  var hasControlNet = false
}

extension Request {
  /// The class that the request's task and checkpoint ask for.
  func pipelineClass(_ index: ModelIndex, _ options: ResolverOptions) throws -> String {
    guard let name = index.className?.stringValue else {
      throw PythonError(type: .keyError, message: "'_class_name'")
    }
    guard let task else { return name }
    guard let task = PipelineTask(rawValue: task) else {
      throw Malformed(
        description: "\(file): 'task' should be text-to-image, image-to-image or inpainting")
    }
    return PipelineRegistry.rows.first { $0.task == task }?.name ?? name
  }
}
