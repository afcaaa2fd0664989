import Synchronization

/// Collects a `KernelProfile`.
final class KernelRecorder: Sendable {
  private struct State {
    var sections: [KernelProfile.Section] = []
    /// The sections that have begun and not ended, the innermost last.
    var running: [(index: Int, start: ContinuousClock.Instant, inner: Duration)] = []
    var outside = KernelProfile.Section(name: "")
    var products: [KernelProduct] = []
    /// How many kernels have been entered and not left.
    var depth = 0
  }

  /// The recorder of this task, if any.
  @TaskLocal static var current: KernelRecorder?

  /// How many recorders are in use: reading it is cheaper than looking for the task's.
  private static let users = Atomic<Int>(0)

  /// Whether any task has a recorder.
  @inline(__always)
  static var isInUse: Bool { users.load(ordering: .relaxed) > 0 }

  private let state = Mutex(State())

  /// Records what `body` does.
  func using<Result>(_ body: () throws -> Result) rethrows -> Result {
    Self.users.wrappingAdd(1, ordering: .relaxed)
    defer { Self.users.wrappingSubtract(1, ordering: .relaxed) }
    return try Self.$current.withValue(self, operation: body)
  }

  /// A section begins.
  func enter(_ name: String) {
    state.withLock { state in
      let index = state.sections.firstIndex { $0.name == name } ?? state.sections.count
      if index == state.sections.count { state.sections.append(KernelProfile.Section(name: name)) }
      state.running.append((index, .now, .zero))
    }
  }

  /// The innermost section ends.
  func leave() {
    state.withLock { state in
      guard let (index, start, inner) = state.running.popLast() else { return }
      let whole = ContinuousClock.now - start
      state.sections[index].total.add(whole - inner)
      if !state.running.isEmpty { state.running[state.running.count - 1].inner += whole }
    }
  }

  /// A kernel is entered.
  func open() { state.withLock { $0.depth += 1 } }

  /// The kernel that was entered last is left.
  func close(_ kernel: String, _ products: [KernelProduct], _ duration: Duration) {
    state.withLock { state in
      state.depth -= 1
      guard state.depth == 0 else { return }
      state.products += products
      let operations = products.reduce(0) { $0 + $1.operations }
      if let index = state.running.last?.index {
        state.sections[index].kernels[kernel, default: .init()].add(
          duration, operations: operations)
      } else {
        state.outside.kernels[kernel, default: .init()].add(duration, operations: operations)
      }
    }
  }

  /// What was recorded, of work that took `duration`.
  func profile(of duration: Duration) -> KernelProfile {
    state.withLock { state in
      var outside = state.outside
      outside.total.add(state.sections.reduce(duration) { $0 - $1.total.duration })
      return KernelProfile(
        sections: state.sections + [outside], products: state.products, duration: duration)
    }
  }
}
