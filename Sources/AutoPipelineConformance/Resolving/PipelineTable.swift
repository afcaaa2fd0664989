public import AutoPipeline
public import Checkpoints
import Pipelines

/// The classes of a release's mappings, as `list pipelines` shows them.
public struct PipelineTable: Sendable {
  /// A class of the mappings.
  public struct Row: Sendable {
    /// diffusers' key of the family.
    public let family: String
    /// The class.
    public let className: String
    /// The tasks that choose it, and those of whose combined class it is the decoder.
    public let tasks: [(task: AutoTask, isDecoder: Bool)]
    /// The first release that lists it, from the pinned one on.
    public let since: DiffusersVersion?
    /// Whether the reference runs it.
    public let runs: Bool
  }

  /// The classes in diffusers' order of search.
  public let rows: [Row]

  /// The classes of `mappings`.
  public init(_ mappings: Mappings) {
    rows = mappings.allClassNames.map { className in
      let tasks = AutoTask.allCases.flatMap { task in
        [(Mappings.Kind.whole, false), (.decoder, true)].compactMap { kind, isDecoder in
          mappings.entries(task, kind).contains { $0.className == className }
            ? (task: task, isDecoder: isDecoder) : nil
        }
      }
      return Row(
        family: mappings.key(of: className) ?? "", className: className, tasks: tasks,
        since: tasks.compactMap { Mappings.firstVersion(of: className, task: $0.task) }.min(),
        runs: PipelineRegistry.row(className) != nil)
    }
  }
}

extension PipelineTable.Row {
  /// Family, class, tasks, the first release, and whether the reference runs it.
  public var cells: [String] {
    let tasks = tasks.map { $0.task.rawValue + ($0.isDecoder ? " (decoder)" : "") }
    return [
      family, className, tasks.joined(separator: ", "), since.map { "\($0)" } ?? "",
      runs ? "yes" : "",
    ]
  }

  /// The same as JSON; `decoder_of` are the tasks that choose the combined class.
  public var json: JSONValue {
    func names(_ isDecoder: Bool) -> JSONValue {
      .array(tasks.filter { $0.isDecoder == isDecoder }.map { .string($0.task.rawValue) })
    }
    return [
      "family": .string(family), "class": .string(className), "tasks": names(false),
      "decoder_of": names(true), "since": since.map { .string("\($0)") } ?? nil,
      "runs": .bool(runs),
    ]
  }
}
