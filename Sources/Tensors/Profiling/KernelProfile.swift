/// Where the time of a piece of work goes: by section, such as a call of a component, and in it by
/// kernel.
///
/// A kernel that another kernel calls counts as a part of that one.
public struct KernelProfile: Sendable {
  /// What several calls of one kind came to.
  public struct Total: Sendable {
    /// The number of calls.
    public private(set) var calls = 0
    /// Their time.
    public private(set) var duration = Duration.zero
    /// Their floating-point operations as the plain algorithm counts them; 0 if that means nothing.
    public private(set) var operations = 0

    mutating func add(_ duration: Duration, operations: Int = 0) {
      calls += 1
      self.duration += duration
      self.operations += operations
    }
  }

  /// One section.
  public struct Section: Sendable {
    /// Its name; empty for what lies outside all sections.
    public let name: String
    /// The whole section, without the sections inside it.
    public internal(set) var total = Total()
    /// The kernels by name.
    public internal(set) var kernels: [String: Total] = [:]
  }

  /// The sections in the order in which they began, what lies outside them last.
  public let sections: [Section]
  /// The matrix products that all kernels amount to, in the order of their calls.
  public let products: [KernelProduct]
  /// The time of the whole work.
  public let duration: Duration

  /// Does `body` and says where its time went. It counts what this task leads; kernels spread their
  /// work over the cores by themselves.
  public static func recording<Result>(
    _ body: () throws -> Result
  ) rethrows -> (result: Result, profile: KernelProfile) {
    let recorder = KernelRecorder()
    let start = ContinuousClock.now
    let result = try recorder.using(body)
    return (result, recorder.profile(of: ContinuousClock.now - start))
  }

  /// Calls `body` as the section `name` of the profile that is being recorded, if any.
  public static func section<Result>(
    _ name: @autoclosure () -> String, _ body: () throws -> Result
  ) rethrows -> Result {
    guard KernelRecorder.isInUse, let recorder = KernelRecorder.current else { return try body() }
    recorder.enter(name())
    defer { recorder.leave() }
    return try body()
  }
}
