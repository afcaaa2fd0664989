/// A file of a checkpoint that cannot be used: what is wrong with it, where, and what to do.
public struct CheckpointError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file or folder.
  public let file: String
  /// The key or tensor inside the file.
  public let key: String?
  /// What is wrong.
  public let problem: String
  /// What to do about it.
  public let advice: String?

  /// An error about `key` in `file`.
  public init(file: String, key: String? = nil, problem: String, advice: String? = nil) {
    self.file = file
    self.key = key
    self.problem = problem
    self.advice = advice
  }

  /// `file: key: problem. advice`.
  public var description: String {
    let place = key.map { "\(file): \($0.quotedForMessage)" } ?? file
    return "\(place): \(problem)" + (advice.map { ". \($0)" } ?? "")
  }
}

extension String {
  /// The text in quotes, shortened and with control characters escaped, so that a hostile name
  /// cannot flood or forge a message.
  var quotedForMessage: String {
    let shown = unicodeScalars.prefix(200)
    let isShort = shown.endIndex == unicodeScalars.endIndex
    let escaped = shown.map { scalar in
      scalar.value < 0x20 || scalar.value == 0x7f
        ? scalar.escaped(asASCII: true) : String(Character(scalar))
    }
    return "\"" + escaped.joined() + (isShort ? "\"" : "…\"")
  }
}
