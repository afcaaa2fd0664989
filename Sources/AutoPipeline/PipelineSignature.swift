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
  /// The components among them that have a default.
  let defaultedComponents: Set<String>
  /// The plain options in alphabetical order (`optional_kwargs`).
  public let options: [String]
  /// The options among them that the constructor writes into the pipeline's configuration.
  public let recordedOptions: [String]

  /// A signature with `components` and `options` in words; `?` marks a component that may be absent, `=` one
  /// that may be absent and has a default.
  init(
    _ className: String, _ module: String, _ components: String, options: String = "",
    recordsOptions: Bool = true
  ) {
    let words = components.split(separator: " ")
    self.className = className
    self.module = module
    func marked(_ marks: [String]) -> Set<String> {
      Set(words.filter { marks.contains(String($0.suffix(1))) }.map { String($0.dropLast()) })
    }
    self.optionalComponents = marked(["?", "="])
    self.defaultedComponents = marked(["="])
    self.components = words.map { String($0.filter { !"?=".contains($0) }) }.sorted()
    self.options = options.split(separator: " ").map(String.init).sorted()
    self.recordedOptions =
      recordsOptions
      ? self.options.filter { !["add_watermarker", "pag_applied_layers"].contains($0) } : []
  }

  /// Whether the class loads the components of a prior from another checkpoint
  /// (`_load_connected_pipes`).
  public var loadsConnectedPipelines: Bool { className.hasSuffix("CombinedPipeline") }

  /// The components that `from_pretrained` expects. Called on `DiffusionPipeline` it takes those with a default
  /// for options.
  public func expectedComponents(isOnClass: Bool) -> [String] {
    isOnClass ? components : components.filter { !defaultedComponents.contains($0) }
  }

  /// The values of the recorded options if neither the checkpoint nor the caller gives any.
  public var recordedDefaults: JSONObject {
    let all: JSONObject = [
      "requires_safety_checker": true, "requires_aesthetics_score": false,
      "force_zeros_for_empty_prompt": .bool(!className.hasPrefix("Kolors")),
      "latent_dim_scale": 10.67, "latent_mean": 42.0, "latent_std": 1.0,
      "resolution_multiple": 42.67,
    ]
    return JSONObject(recordedOptions.compactMap { name in all[name].map { (name, $0) } })
  }

  /// How Python prints the class.
  public var pythonClass: String { "<class 'diffusers.pipelines.\(module).\(className)'>" }

  /// The signature of a class of the pinned release's mappings or of a prior, nil for others.
  public static func of(_ className: String) -> PipelineSignature? { table[className] }

  private static let table = Dictionary(
    (PipelineSignatures.stableDiffusion + PipelineSignatures.others + PipelineSignatures.priors)
      .map { ($0.className, $0) },
    uniquingKeysWith: { first, _ in first })
}

extension PipelineSignature {
  private static let priorAdvice =
    "The prior_ components come from the checkpoint that the README.md beside model_index.json names"
    + " in its metadata: ---, prior:, - id or folder, ---"

  /// The error of missing components, the names of the set sorted.
  func missingComponents(
    of expected: [String], present: Set<String>, end: String
  ) -> PythonError {
    let names = expected.map { "'\($0)'" }.joined(separator: ", ")
    let given = present.sorted().map { "'\($0)'" }.joined(separator: ", ")
    let lacksPrior = loadsConnectedPipelines && !present.contains { $0.hasPrefix("prior_") }
    return PythonError(
      type: .valueError,
      message: "Pipeline \(pythonClass) expected [\(names)], but only "
        + (given.isEmpty ? "set()" : "{\(given)}") + " were passed\(end)",
      advice: lacksPrior ? Self.priorAdvice : nil)
  }
}
