public import Checkpoints

/// The configuration of a live pipeline, as diffusers keeps, saves and prints it.
public struct PipelineConfiguration: Sendable, Hashable, CustomStringConvertible {
  /// The class of the pipeline.
  public let className: String
  /// All members: components as `[library, class]` or `[null, null]`, options, private members.
  public private(set) var members: JSONObject
  /// The release that prints it.
  public let version: DiffusersVersion

  /// A configuration with the given members.
  public init(
    className: String, members: JSONObject, version: DiffusersVersion = .pinned
  ) {
    self.className = className
    self.members = members
    self.version = version
  }

  /// The configuration of a pipeline of `signature`'s class after its constructor.
  ///
  /// - Parameters:
  ///   - components: library and class of each component that is there; the others are `[null, null]`.
  ///   - options: the constructor's options; those it does not record are left out, those that are
  ///     not given have their defaults.
  ///   - remembered: private members, such as `_name_or_path`.
  public init(
    _ signature: PipelineSignature, components: [String: (library: String, className: String)],
    options: JSONObject = [:], remembered: JSONObject = [:], version: DiffusersVersion = .pinned
  ) {
    var members = JSONObject(
      signature.components.map { name in
        guard let component = components[name] else { return (name, [nil, nil]) }
        return (name, [.string(component.library), .string(component.className)])
      })
    for (name, value) in signature.recordedDefaults { members[name] = options[name] ?? value }
    self.init(
      className: signature.className, members: members.merging(remembered), version: version)
  }

  /// What Python prints for the pipeline (`repr`, the line break at the end included).
  public var description: String {
    var shown = members
    for hidden in ["_ignore_files", "_use_default_values", "_pre_quantization_dtype"] {
      shown[hidden] = nil
    }
    shown["_class_name"] = .string(className)
    shown["_diffusers_version"] = .string(version.description)
    return "\(className) \(JSONValue.object(shown).serialized(indent: 2, sortedKeys: true))\n"
  }

  /// Printing has a side effect in diffusers: the live configuration remembers the class and the release, so
  /// that `from_pipe` carries them over. Call this wherever Python would print or save.
  public mutating func notePrinting() {
    members["_class_name"] = .string(className)
    members["_diffusers_version"] = .string(version.description)
  }
}
