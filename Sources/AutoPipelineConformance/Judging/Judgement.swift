/// What the suite says of a case.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
  /// Within the limit of float64.
  case exact
  /// Within the limit of float32.
  case float32Class = "float32-class"
  /// Over a limit, or another discrete value, shape, class or error.
  case wrong
  /// The implementation does not claim the case.
  case skipped

  /// Whether the case counts as passed.
  public var isPassed: Bool { self == .exact || self == .float32Class }
}

/// The first entry at which a run leaves its golden, or the reason why it has none.
public struct Divergence: Sendable, Hashable {
  /// The entry; nil if the run as a whole is wrong.
  public let entry: String?
  /// What is wrong, with the error and the limit that was applied.
  public let problem: String
}

/// The result of one case in one arithmetic.
public struct Judgement: Sendable {
  /// The case's id.
  public let id: String
  /// The arithmetic of the run.
  public let arithmetic: Limit.Arithmetic
  /// The verdict.
  public let verdict: Verdict
  /// Where the run first goes wrong, or why it was skipped.
  public let divergence: Divergence?
  /// The entry that comes closest to its limit, and the ratio of its error to that.
  public let closest: (entry: String, ratio: Double)?
  /// The distance of the decoded pictures or last latents from the golden, and its limit.
  public let output: (distance: Distance, limit: Limit)?
  /// How many entries were compared.
  public let entryCount: Int
  /// The seconds that the run took, loading included.
  public let seconds: Double
}

extension Judgement: CustomStringConvertible {
  /// The case, the first divergent entry, and by how much it misses which limit.
  public var description: String {
    let place = divergence?.entry.map { " at \($0)" } ?? ""
    let problem = divergence.map { ": \($0.problem)" } ?? ""
    return "\(id) [\(arithmetic.rawValue)] \(verdict.rawValue)\(place)\(problem)"
  }
}
