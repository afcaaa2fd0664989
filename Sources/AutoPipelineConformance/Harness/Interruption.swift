import Foundation
import Synchronization

/// Whether somebody asked the process to stop. The first SIGINT or SIGTERM asks, the second one ends it.
public enum Interruption {
  private static let count = Atomic<Int>(0)

  /// Handles SIGINT and SIGTERM from now on.
  public static func handle() {
    // Whoever started the process may have blocked them.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        if Interruption.count.wrappingAdd(1, ordering: .relaxed).newValue > 1 {
          _exit(128 + number)
        }
      }
    }
  }

  /// Whether a signal came.
  public static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }
}
