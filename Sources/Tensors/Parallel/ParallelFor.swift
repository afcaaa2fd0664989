import Dispatch
import Foundation

/// The number of cores that kernels spread their work over.
public let processorCount = max(1, ProcessInfo.processInfo.activeProcessorCount)

/// Calls `body` with ranges that together cover `0..<count`, on all cores if there is enough to do.
///
/// A range has at least `minimumPerTask` elements (the last one may have fewer), so work below that
/// stays on the calling thread. Ranges never overlap; `body` must not depend on their order or size.
public func parallelFor(
  _ count: Int, minimumPerTask: Int = 1, _ body: (Range<Int>) -> Void
) {
  guard count > 0 else { return }
  let minimum = max(1, minimumPerTask)
  guard processorCount > 1, count >= 2 * minimum else { return body(0..<count) }
  // More tasks than cores: a core that is busy with something else then delays the others less.
  let tasks = min(count / minimum, processorCount * 4)
  withoutActuallyEscaping(body) { body in
    // The ranges are disjoint and this call returns only when all of them are done.
    nonisolated(unsafe) let shared = body
    DispatchQueue.concurrentPerform(iterations: tasks) { task in
      shared((task * count / tasks)..<((task + 1) * count / tasks))
    }
  }
}
