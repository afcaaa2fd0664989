/// What upstream itself does to the names in a weight file before it loads them.
public struct WeightRules: Sendable {
  /// New names of modules, used for a weight whose own name the model does not know: the path
  /// component in front of `weight` or `bias`, and what replaces it.
  public var renamedModules: [String: String]
  /// Only paths that contain this component are renamed.
  public var renamesInside: String?
  /// Weights with a path that contains one of these texts may be in the file without being used.
  public var ignored: [String]

  /// Rules; by default none.
  public init(
    renamedModules: [String: String] = [:], renamesInside: String? = nil, ignored: [String] = []
  ) {
    self.renamedModules = renamedModules
    self.renamesInside = renamesInside
    self.ignored = ignored
  }

  /// `ModelMixin._convert_deprecated_attention_blocks`: the attention of autoencoders before 2023.
  public static let deprecatedAttention = WeightRules(
    renamedModules: [
      "query": "to_q", "key": "to_k", "value": "to_v", "proj_attn": "to_out.0",
    ], renamesInside: "attentions")

  /// The rules with more ignored weights.
  public func ignoring(_ texts: String...) -> WeightRules {
    WeightRules(
      renamedModules: renamedModules, renamesInside: renamesInside, ignored: ignored + texts)
  }

  /// The name that upstream gives the weight `name`.
  func renamed(_ name: String) -> String {
    guard !renamedModules.isEmpty else { return name }
    var path = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard path.count >= 2, let module = renamedModules[path[path.count - 2]],
      renamesInside.map(path.contains) ?? true
    else { return name }
    path[path.count - 2] = module
    return path.joined(separator: ".")
  }

  func ignores(_ name: String) -> Bool {
    ignored.contains { name.contains($0) }
  }
}
