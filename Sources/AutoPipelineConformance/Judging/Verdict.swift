/// What the suite says of a case.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
  /// Within the limit of float64.
  case exact
  /// Within the limit of float32.
  case float32Class = "float32-class"
  /// Within the limit of float16 or bfloat16.
  case halfClass = "half-class"
  /// Over every limit, or another discrete value, shape, class or error.
  case wrong
  /// The implementation failed: it crashed, hung, answered with garbage or with an error of its own.
  case error
  /// The implementation does not claim the case.
  case skipped

  /// Whether the case meets a limit at all; whether it is the required one, `CaseReport.isPassed`
  /// says.
  public var isPassed: Bool { self == .exact || self == .float32Class || self == .halfClass }

  /// How good a passed verdict is, 3 for `exact`; 0 for the others.
  var rank: Int {
    switch self {
    case .exact: 3
    case .float32Class: 2
    case .halfClass: 1
    case .wrong, .error, .skipped: 0
    }
  }
}

/// What is wrong with a case, by name.
public enum Defect: String, Sendable, Hashable, CaseIterable {
  /// A tensor holds NaN.
  case nan
  /// A tensor holds infinities.
  case infinity = "inf"
  /// All elements of a tensor are equal, and should not be.
  case constant
  /// Another shape.
  case shape
  /// Integers for floating-point numbers or the other way round.
  case dtype
  /// Another pipeline class.
  case pipelineClass = "class"
  /// Another id, timestep, flag, random number or 8-bit sample.
  case discrete
  /// A number over its limit.
  case value
  /// An entry that is not there.
  case missing
  /// An entry that should not be there.
  case extra
  /// Another order of calls.
  case order
  /// An error where diffusers raises none, no error where it raises one, or another one.
  case exception
  /// The adapter ended.
  case crash
  /// The adapter did not answer in time.
  case hang
  /// The adapter answered with something that is no reply.
  case garbage
  /// The adapter answered with another sequence number.
  case sequence
  /// A file is missing, broken or too large.
  case file

  /// Whether the entry has numbers, or at least a shape, that can be compared with the golden's.
  var hasNumbers: Bool { [.value, .discrete, .shape].contains(self) }
}

/// The first entry at which a run leaves its golden, or the reason why it has none.
public struct Divergence: Sendable, Hashable {
  /// The entry; nil if the run as a whole is wrong.
  public let entry: String?
  /// What is wrong, with the error and the limit that was applied.
  public let problem: String
  /// The kind of fault.
  public let defect: Defect

  /// A divergence.
  public init(entry: String?, problem: String, defect: Defect) {
    self.entry = entry
    self.problem = problem
    self.defect = defect
  }
}
