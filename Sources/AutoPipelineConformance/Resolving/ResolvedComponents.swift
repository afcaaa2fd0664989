import AutoPipeline
public import Checkpoints

/// The components of a pipeline that a checkpoint makes, as `resolve --components` shows them.
public struct ResolvedComponents: Sendable {
  /// The class of the pipeline.
  public let className: String
  /// Name, class, library and folder of each component in alphabetical order; `None` for absent ones.
  public let rows: [[String]]

  init<Scalar>(_ plan: PipelinePlan<Scalar>) {
    className = plan.signature.className
    let classes = plan.configuration.members
    rows = plan.signature.components.map { name in
      guard let component = plan.components[name] else { return [name, "None", "", ""] }
      return [
        name, component.className, classes[name]?[0]?.stringValue ?? component.library,
        component.source.count > 1 && component.source.hasSuffix("/")
          ? String(component.source.dropLast()) : component.source,
      ]
    }
  }

  /// The same as JSON: an object of `class`, `library` and `folder` for each name, null for absent ones.
  public var json: JSONValue {
    .object(
      JSONObject(
        rows.map { row in
          guard row[1] != "None" else { return (row[0], nil) }
          return (
            row[0],
            ["class": .string(row[1]), "library": .string(row[2]), "folder": .string(row[3])]
          )
        }))
  }
}
