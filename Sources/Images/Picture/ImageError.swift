/// A picture, or a picture file, that cannot be used.
public struct ImageError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file, where there is one.
  public var file: String?
  /// What is wrong, what was expected and what to do.
  public let problem: String

  /// An error about `file`.
  public init(file: String? = nil, problem: String) {
    self.file = file
    self.problem = problem
  }

  /// `file: problem`.
  public var description: String { file.map { "\($0): \(problem)" } ?? problem }
}
