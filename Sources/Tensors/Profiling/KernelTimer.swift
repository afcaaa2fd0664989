/// The time of one call of a kernel, where a `KernelProfile` is being recorded:
/// `let timer = KernelTimer("conv2d", operations: …); defer { timer.stop() }`.
///
/// Elsewhere it costs the reading of one flag.
struct KernelTimer {
  private let call: Call?

  private struct Call {
    let recorder: KernelRecorder
    let kernel: StaticString
    let operations: Int
    let start: ContinuousClock.Instant
  }

  /// Starts the time of a call of `kernel`, which amounts to so many floating-point operations; 0 if
  /// their number means nothing.
  @inline(__always)
  init(_ kernel: StaticString, operations: @autoclosure () -> Int = 0) {
    call = KernelRecorder.isInUse ? Self.opened(kernel, operations()) : nil
  }

  /// Ends it.
  @inline(__always)
  func stop() {
    if let call { Self.close(call) }
  }

  private static func opened(_ kernel: StaticString, _ operations: Int) -> Call? {
    guard let recorder = KernelRecorder.current else { return nil }
    recorder.open()
    return Call(recorder: recorder, kernel: kernel, operations: operations, start: .now)
  }

  private static func close(_ call: Call) {
    call.recorder.close(
      "\(call.kernel)", call.operations, ContinuousClock.now - call.start)
  }
}
