import Foundation
import Synchronization

/// A line of progress that is redrawn on a terminal and absent in a pipe.
final class ProgressLine: Sendable {
  private struct State {
    var done = 0
    var isVisible = false
  }

  private let total: Int
  private let unit: String
  private let terminal = Terminal.error
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// The progress of `total` things, one of which is called `unit`.
  init(total: Int, unit: String) {
    self.total = total
    self.unit = unit
  }

  /// One more is done.
  func advance() { draw { $0 + 1 } }

  /// So many are done.
  func advance(to count: Int) { draw { _ in count } }

  /// Clears the line.
  func finish() {
    state.withLock { state in
      if state.isVisible { terminal.write("\r\u{1b}[K") }
      state.isVisible = false
    }
  }

  private func draw(_ change: (Int) -> Int) {
    state.withLock { state in
      state.done = change(state.done)
      guard let columns = terminal.columns, total > 0 else { return }
      state.isVisible = true
      terminal.write("\r\u{1b}[K" + line(min(state.done, total), columns))
    }
  }

  private func line(_ done: Int, _ columns: Int) -> String {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    var text = " \(done)/\(total) \(unit)s"
    if done > 0 {
      let pace = seconds / Double(done)
      text += String(format: "  %.2f s/\(unit)", pace)
      if done < total { text += "  \(clock(pace * Double(total - done))) left" }
    }
    let width = min(40, columns - text.count - 1)
    guard width >= 8 else { return String(text.dropFirst().prefix(columns - 1)) }
    let filled = width * done / total
    return terminal.styled(String(repeating: "━", count: filled), .cyan)
      + terminal.styled(String(repeating: "─", count: width - filled), .faint) + text
  }

  private func clock(_ seconds: Double) -> String {
    let seconds = Int(min(seconds.rounded(.up), 1e9))
    return seconds < 60 ? "\(seconds) s" : String(format: "%d:%02d min", seconds / 60, seconds % 60)
  }
}

/// The progress of a run: loading, then denoising steps.
final class StepProgress {
  private var line: ProgressLine?
  private let isLoading: Bool

  /// Says that `what` is being loaded.
  init(loading what: String) {
    isLoading = Terminal.error.isTerminal
    if isLoading { Terminal.error.write("loading \(what) …") }
  }

  /// So many of the steps are done.
  func update(_ done: Int, _ total: Int) {
    let line = self.line ?? ProgressLine(total: total, unit: "step")
    self.line = line
    line.advance(to: done)
  }

  /// Clears the line.
  func finish() {
    line?.finish()
    if isLoading, line == nil { Terminal.error.write("\r\u{1b}[K") }
  }
}
