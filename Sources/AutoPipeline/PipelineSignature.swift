public import Checkpoints

/// What the constructor of a pipeline class asks for, as diffusers reads it from the signature.
public struct PipelineSignature: Sendable, Hashable {
  /// The class.
  public let className: String
  /// The module inside `diffusers.pipelines`.
  let module: String
  /// The components in alphabetical order, those included that may be absent (`expected_modules`).
  public let components: [String]
  /// The components that may be absent (`_optional_components`).
  public let optionalComponents: Set<String>
  /// The plain options in alphabetical order (`optional_kwargs`).
  public let options: [String]
  /// The options among them that the constructor writes into the pipeline's configuration.
  public let recordedOptions: [String]

  /// A signature with `components` and `options` in words; `?` marks a component that may be absent.
  init(
    _ className: String, _ module: String, _ components: String, options: String = "",
    recordsOptions: Bool = true
  ) {
    let words = components.split(separator: " ")
    self.className = className
    self.module = module
    self.components = words.map { String($0.hasSuffix("?") ? $0.dropLast() : $0) }.sorted()
    self.optionalComponents = Set(words.filter { $0.hasSuffix("?") }.map { String($0.dropLast()) })
    self.options = options.split(separator: " ").map(String.init).sorted()
    self.recordedOptions =
      recordsOptions
      ? self.options.filter { !["add_watermarker", "pag_applied_layers"].contains($0) } : []
  }

  /// Whether the class loads the components of a prior from another checkpoint
  /// (`_load_connected_pipes`).
  public var loadsConnectedPipelines: Bool { className.hasSuffix("CombinedPipeline") }

  /// The values of the recorded options if neither the checkpoint nor the caller gives any.
  public var recordedDefaults: JSONObject {
    let all: JSONObject = [
      "requires_safety_checker": true, "requires_aesthetics_score": false,
      "force_zeros_for_empty_prompt": .bool(!className.hasPrefix("Kolors")),
      "latent_dim_scale": 10.67,
    ]
    return JSONObject(recordedOptions.compactMap { name in all[name].map { (name, $0) } })
  }

  /// How Python prints the class.
  public var pythonClass: String { "<class 'diffusers.pipelines.\(module).\(className)'>" }

  /// The signature of a class of the pinned release's mappings, nil for others.
  public static func of(_ className: String) -> PipelineSignature? { table[className] }

  private static let table = Dictionary(
    (PipelineSignatures.stableDiffusion + PipelineSignatures.others).map { ($0.className, $0) },
    uniquingKeysWith: { first, _ in first })
}

extension PipelineSignature {
  /// Checks that `from_pretrained` has everything the class needs.
  ///
  /// - Parameters:
  ///   - loaded: the components that the checkpoint has.
  ///   - passed: the components that the caller passed, be it `None`.
  /// - Throws: `PythonError` with diffusers' text, the names of the set sorted.
  public func checkLoaded(_ loaded: Set<String>, passed: Set<String> = []) throws(PythonError) {
    let missing = Set(components).subtracting(loaded)
    guard !missing.isSubset(of: passed.union(optionalComponents)) else { return }
    throw missingComponents(present: loaded.union(passed), end: ".")
  }

  func missingComponents(present: Set<String>, end: String) -> PythonError {
    let expected = components.map { "'\($0)'" }.joined(separator: ", ")
    let given = present.sorted().map { "'\($0)'" }.joined(separator: ", ")
    return .value(
      "Pipeline \(pythonClass) expected [\(expected)], but only "
        + (given.isEmpty ? "set()" : "{\(given)}") + " were passed\(end)")
  }
}
