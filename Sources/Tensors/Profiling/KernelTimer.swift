/// The time of one call of a kernel, where a `KernelProfile` is being recorded:
/// `let timer = KernelTimer("conv2d", [KernelProduct(…)]); defer { timer.stop() }`.
///
/// Elsewhere it costs the reading of one flag.
struct KernelTimer {
  private let call: Call?

  private struct Call {
    let recorder: KernelRecorder
    let kernel: StaticString
    let products: [KernelProduct]
    let start: ContinuousClock.Instant
  }

  /// Starts the time of a call of `kernel`, which amounts to the given products, if to any.
  @inline(__always)
  init(_ kernel: StaticString, _ products: @autoclosure () -> [KernelProduct] = []) {
    call = KernelRecorder.isInUse ? Self.opened(kernel, products()) : nil
  }

  /// Ends it.
  @inline(__always)
  func stop() {
    if let call { Self.close(call) }
  }

  private static func opened(_ kernel: StaticString, _ products: [KernelProduct]) -> Call? {
    guard let recorder = KernelRecorder.current else { return nil }
    recorder.open()
    return Call(recorder: recorder, kernel: kernel, products: products, start: .now)
  }

  private static func close(_ call: Call) {
    call.recorder.close(
      "\(call.kernel)", call.products, ContinuousClock.now - call.start)
  }
}
