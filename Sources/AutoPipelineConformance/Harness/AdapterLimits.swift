/// What an adapter may take.
public struct AdapterLimits: Sendable, Hashable {
  /// The seconds to wait for a reply or a progress line.
  public var timeout = 300.0
  /// The seconds to wait for the reply to `start`.
  public var startTimeout = 300.0
  /// The seconds after which an adapter that was told to stop is ended.
  public var stopTimeout = 10.0
  /// How many times `timeout` progress lines can put off the end of one reply.
  public var progressFactor = 60.0
  /// The longest line, in bytes.
  public var longestLine = 16 << 20
  /// The bytes of standard error that are kept of each process.
  public var logSize = 1 << 20
  /// The bytes by which a result file may exceed four times its golden.
  public var fileSlack = 64 << 20

  /// The default limits.
  public init() {}
}
