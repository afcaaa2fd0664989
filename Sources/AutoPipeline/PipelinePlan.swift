import Checkpoints
public import Pipelines
public import Tensors

/// What `from_pretrained` makes a pipeline of: the class, its components, those of a connected prior included, and
/// their options. diffusers has refused nothing of it.
public struct PipelinePlan<Scalar: TensorScalar>: Sendable {
  /// The class.
  public let signature: PipelineSignature
  /// The components that are there, by name; in a plan without building only their classes. With them the options of
  /// the constructor that the checkpoint or the caller gives.
  public let components: PipelineComponents<Scalar>
  /// Where the pipeline is loaded from.
  public let location: CheckpointLocation
  /// The components of another type than the constructor says, of which diffusers only warns.
  let misfits: [String]

  /// The configuration of the pipeline, as Python prints and saves it.
  public var configuration: PipelineConfiguration {
    PipelineConfiguration(
      signature, components, remembered: ["_name_or_path": .string(location.name)])
  }
}

extension PipelineSignature {
  /// Whether a call of the pipeline fails: a component is of another type than the class can use, or absent although
  /// the class needs it. diffusers makes the pipeline all the same.
  func isUnusable<Scalar>(
    _ components: PipelineComponents<Scalar>, _ misfits: [String]
  ) -> Bool {
    !misfits.isEmpty
      || self.components.contains {
        components[$0] == nil && !optionalComponents.contains($0)
      }
  }
}

extension PipelineConfiguration {
  /// The configuration of a pipeline of `signature`'s class over `components`.
  init<Scalar>(
    _ signature: PipelineSignature, _ components: PipelineComponents<Scalar>,
    remembered: JSONObject
  ) {
    let classes = components.names.compactMap { name in
      components[name].map { (name, (library: $0.indexLibrary, className: $0.className)) }
    }
    self.init(
      signature, components: Dictionary(uniqueKeysWithValues: classes),
      options: components.options, remembered: remembered)
  }
}

extension PipelineComponent {
  /// The library that `model_index.json` names: a folder of `diffusers/pipelines` for its own classes.
  fileprivate var indexLibrary: String {
    let parts = PythonClass.text(className, library: library).split(separator: ".")
    guard parts.count > 3, parts[1] == "pipelines" else { return library }
    return String(parts[2])
  }
}
