/// What an adapter can do instead of answering.
public enum AdapterFailure: Error, Sendable, Hashable {
  /// It ended; the text says how, with the end of its log.
  case crashed(String)
  /// It did not answer within so many seconds.
  case hung(seconds: Double)
  /// It answered with something that is no reply.
  case garbage(String)
  /// It answered with another sequence number.
  case wrongSequence(found: String, expected: Int)
  /// It cannot be started, or its `start` cannot be used.
  case notStarted(String)
  /// The run was stopped.
  case interrupted

  /// The name of the fault.
  public var defect: Defect {
    switch self {
    case .crashed, .notStarted, .interrupted: .crash
    case .hung: .hang
    case .garbage: .garbage
    case .wrongSequence: .sequence
    }
  }
}

extension AdapterFailure: CustomStringConvertible {
  /// What happened and what to do.
  public var description: String {
    switch self {
    case .crashed(let how): "the adapter \(how)"
    case .hung(let seconds):
      "the adapter did not answer within \(short(seconds)) s; progress lines restart the time limit"
    case .garbage(let what):
      "the adapter wrote \(what); standard output is for replies alone, a line of JSON each"
    case .wrongSequence(let found, let expected):
      "the adapter answered with seq \(found), expected \(expected)"
    case .notStarted(let why): "the adapter cannot be started: \(why)"
    case .interrupted: "the run was interrupted"
    }
  }
}
