import Foundation
import Synchronization

/// Whether somebody asked the process to stop. The first SIGINT or SIGTERM asks, the second one ends it.
public enum Interruption {
  private static let count = Atomic<Int>(0)
  private static let output = NSRecursiveLock()

  /// Where `endProcess` hears of a signal.
  private static let wakeUp = Atomic<Int32>(-1)

  private static let numbers = [SIGINT, SIGTERM]

  /// Handles SIGINT and SIGTERM from now on.
  public static func handle() {
    unblock()
    for number in numbers {
      signal(number) { number in
        if Interruption.count.wrappingAdd(1, ordering: .relaxed).newValue > 1 {
          _exit(128 + number)
        }
      }
    }
  }

  /// Ends the process from now on at SIGINT and SIGTERM, also in the middle of a long computation, with
  /// the status that shells give these signals; only what `writing` does is ended first.
  ///
  /// - Parameter farewell: Called before the end, on a thread of its own.
  public static func endProcess(_ farewell: @escaping @Sendable () -> Void) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    let reading = ends[0]
    ends.forEach { _ = fcntl($0, F_SETFD, FD_CLOEXEC) }
    wakeUp.store(ends[1], ordering: .relaxed)
    // A handler may do almost nothing, so it wakes a thread that does the rest.
    Thread {
      var number: UInt8 = 0
      while read(reading, &number, 1) < 0, errno == EINTR {}
      Interruption.output.lock()
      farewell()
      _exit(128 + Int32(number))
    }.start()
    for number in numbers {
      signal(number) { number in
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(Interruption.wakeUp.load(ordering: .relaxed), &byte, 1)
      }
    }
    unblock()
  }

  /// Calls `body`, which writes files that belong together, and holds up the end of the process until it
  /// has done so.
  public static func writing<Result>(_ body: () throws -> Result) rethrows -> Result {
    output.lock()
    defer { output.unlock() }
    return try body()
  }

  /// Whether a signal came.
  public static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

  /// Whoever started the process may have blocked them.
  private static func unblock() {
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in numbers { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
