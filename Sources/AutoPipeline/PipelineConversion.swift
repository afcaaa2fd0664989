public import Checkpoints

/// What `AutoPipelineFor….from_pipe` makes the new pipeline of. Components are shared, never copied.
public struct PipelineConversion: Sendable, Hashable {
  /// The class of the new pipeline.
  public let className: String
  /// The components taken over from the old pipeline, sorted.
  public let reused: [String]
  /// The components that the caller passed instead, sorted.
  public let passed: [String]
  /// The options of the constructor.
  public let options: JSONObject
  /// What the new pipeline's configuration gets beside its components and options: `_name_or_path`, and
  /// what the old configuration had and the new class has no use for, under names that start with
  /// an underscore.
  public let remembered: JSONObject

  /// Plans the conversion.
  ///
  /// - Parameters:
  ///   - signature: the class of the new pipeline.
  ///   - config: the old pipeline's configuration.
  ///   - components: the names of the old pipeline's components, those that are `None` included.
  ///   - passedComponents: the names of the components that the caller passes.
  ///   - passedOptions: the other arguments of the caller; unknown ones are ignored, as in diffusers.
  /// - Throws: `PythonError` with diffusers' text if components are missing, the names of the set sorted.
  public init(
    to signature: PipelineSignature, config: JSONObject, components: Set<String>,
    passedComponents: Set<String> = [], passedOptions: JSONObject = [:]
  ) throws(PythonError) {
    let expected = Set(signature.components)
    let passed = passedComponents.intersection(expected)
    let reused = components.intersection(expected).subtracting(passed)
    var config = config
    let nameOrPath = config["_name_or_path"] ?? .null
    config["_name_or_path"] = nil

    var options = JSONObject(
      signature.options.compactMap { name in
        (passedOptions[name] ?? config[name]).map { (name, $0) }
      })
    // An option that an earlier class had no use for was remembered under a private name.
    for name in signature.options where passedOptions[name] == nil {
      guard let value = config["_\(name)"] else { continue }
      options[name] = value
      config["_\(name)"] = nil
    }

    let given = passed.union(reused)
    guard
      expected.subtracting(signature.optionalComponents).isSubset(of: given.union(options.keys))
    else { throw signature.missingComponents(of: signature.components, present: given, end: "") }

    var remembered: JSONObject = ["_name_or_path": nameOrPath]
    for (key, value) in config where !given.contains(key) && options[key] == nil {
      remembered[key.hasPrefix("_") ? key : "_\(key)"] = value
    }
    self.className = signature.className
    self.reused = reused.sorted()
    self.passed = passed.sorted()
    self.options = options
    self.remembered = remembered
  }
}
