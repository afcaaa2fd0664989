import Synchronization

/// Collects the warnings of one run.
final class WarningLog: Sendable {
  private let log = Mutex<[String]>([])

  var messages: [String] { log.withLock { $0 } }

  func add(_ message: String) { log.withLock { $0.append(message) } }
}
