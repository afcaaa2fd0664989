import Foundation
import Synchronization

/// A line of progress that is redrawn on a terminal and absent in a pipe.
final class ProgressLine: Sendable {
  private let total: Int
  private let unit: String
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now
  private let done = Mutex(0)

  init(total: Int, unit: String) {
    self.total = total
    self.unit = unit
  }

  /// One more is done.
  func advance() { update { $0 + 1 } }

  /// So many are done.
  func advance(to count: Int) { update { _ in count } }

  /// Clears the line.
  func finish() {
    guard isTerminal else { return }
    write("\r\u{1b}[K")
  }

  private func update(_ change: (Int) -> Int) {
    let count = done.withLock { done in
      done = change(done)
      return done
    }
    guard isTerminal, total > 0 else { return }
    let width = 24
    let filled = width * count / total
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let rate = count > 0 ? String(format: ", %.2f s each", seconds / Double(count)) : ""
    write("\r\u{1b}[K\(bar) \(count)/\(total) \(unit), \(String(format: "%.1f", seconds)) s\(rate)")
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
