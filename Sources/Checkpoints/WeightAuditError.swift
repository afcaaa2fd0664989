/// Everything that is wrong with the weights of a component.
public struct WeightAuditError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A weight that the model needs and the files lack.
  public struct Missing: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The shape that the model needs.
    public let shape: [Int]
  }

  /// A weight whose shape does not fit the configuration.
  public struct Mismatched: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The shape that follows from the configuration.
    public let expected: [Int]
    /// The shape in the file.
    public let found: [Int]
  }

  /// The file or folder of the weights.
  public let source: String
  /// The weights that the model needs and the files lack.
  public let missing: [Missing]
  /// The weights that no part of the model asked for, sorted.
  public let unused: [String]
  /// The weights of another shape.
  public let mismatched: [Mismatched]
  /// The weights with NaN or infinite elements, sorted.
  public let nonFinite: [String]
  /// The weights of a type that cannot be read, or that several files have.
  public let unreadable: [CheckpointError]

  var isEmpty: Bool {
    missing.isEmpty && unused.isEmpty && mismatched.isEmpty && nonFinite.isEmpty
      && unreadable.isEmpty
  }

  /// The lists, each shortened to 20 weights.
  public var description: String {
    let lists = [
      list("missing", missing.map { "\($0.name) \($0.shape)" }),
      list("unused", unused),
      list(
        "of the wrong shape", mismatched.map { "\($0.name) \($0.found) instead of \($0.expected)" }),
      list("not finite", nonFinite),
      list("unreadable", unreadable.map(\.description)),
    ]
    return "\(source): the weights do not fit the configuration\n"
      + lists.compactMap { $0 }.joined(separator: "\n")
  }

  private func list(_ title: String, _ lines: [String]) -> String? {
    guard !lines.isEmpty else { return nil }
    let shown = lines.prefix(20).map { "\n    \($0)" }.joined()
    let rest = lines.count > 20 ? "\n    and \(lines.count - 20) more" : ""
    return "  \(lines.count) \(title):\(shown)\(rest)"
  }
}
