import AutoPipelineConformance
import Foundation

/// Where text goes, and whether it may be decorated.
struct Terminal: Sendable {
  /// A decoration.
  enum Style: String {
    case bold = "1"
    case faint = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
  }

  static let output = Terminal(STDOUT_FILENO)
  static let error = Terminal(STDERR_FILENO)

  /// Whether this is a terminal, not a pipe or a file.
  let isTerminal: Bool
  private let descriptor: Int32
  private let hasColours: Bool

  private init(_ descriptor: Int32) {
    let environment = ProcessInfo.processInfo.environment
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
    // no-color.org: a value that is not empty turns colours off.
    hasColours =
      isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
  }

  /// The width of the terminal; nil in a pipe.
  var columns: Int? {
    guard isTerminal else { return nil }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// `text` in the given style where colours are shown.
  func styled(_ text: String, _ styles: Style...) -> String {
    guard hasColours, !text.isEmpty else { return text }
    return "\u{1b}[\(styles.map(\.rawValue).joined(separator: ";"))m\(text)\u{1b}[0m"
  }

  /// Prints a report, its tables cut to the terminal's width.
  func show(_ report: ReportText) {
    let text = report.text(width: columns) { line, tone in
      switch tone {
      case .plain: line
      case .strong: styled(line, .bold)
      case .faint: styled(line, .faint)
      case .good: styled(line, .green)
      case .bad: styled(line, .red)
      case .warning: styled(line, .yellow)
      }
    }
    write(text + "\n")
  }

  /// Writes `text` as it is.
  func write(_ text: String) {
    let handle = descriptor == STDERR_FILENO ? FileHandle.standardError : FileHandle.standardOutput
    handle.write(Data(text.utf8))
  }
}

/// Writes an error to standard error.
func complain(_ error: Any) {
  Terminal.error.write("\(Terminal.error.styled("error:", .bold, .red)) \(describe(error))\n")
}

/// Writes a warning to standard error.
func warn(_ message: String) {
  Terminal.error.write("\(Terminal.error.styled("warning:", .bold, .yellow)) \(message)\n")
}
