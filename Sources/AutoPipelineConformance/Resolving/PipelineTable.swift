public import AutoPipeline
import Pipelines

/// The classes of a release's mappings, as `list pipelines` shows them.
public struct PipelineTable: Sendable {
  /// Family, class, tasks, and `runs` where the reference has the class.
  public let rows: [[String]]

  /// The classes of `mappings` in diffusers' order of search.
  public init(_ mappings: Mappings) {
    rows = mappings.allClassNames.map { className in
      let tasks = AutoTask.allCases.flatMap { task -> [String] in
        func has(_ kind: Mappings.Kind) -> Bool {
          mappings.entries(task, kind).contains { $0.className == className }
        }
        return (has(.whole) ? [task.rawValue] : [])
          + (has(.decoder) ? ["\(task.rawValue) (decoder)"] : [])
      }
      return [
        mappings.key(of: className) ?? "", className, tasks.joined(separator: ", "),
        PipelineRegistry.row(className) == nil ? "" : "runs",
      ]
    }
  }
}
