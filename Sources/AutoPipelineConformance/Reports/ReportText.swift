/// A report for people: lines and tables, whose tones a terminal shows as colours.
public struct ReportText: Sendable {
  /// How a line is meant.
  public enum Tone: Sendable {
    /// As it is.
    case plain
    /// A title.
    case strong
    /// Beside the point.
    case faint
    /// As it should be.
    case good
    /// Not as it should be.
    case bad
    /// To be looked at.
    case warning
  }

  private enum Block: Sendable {
    case line(String, Tone)
    case table(TextTable, [Tone])
  }

  private var blocks: [Block] = []

  /// An empty report.
  public init() {}

  /// Adds a line.
  public mutating func add(_ line: String, _ tone: Tone = .plain) {
    blocks.append(.line(line, tone))
  }

  /// Adds a table, its rows in `tones`.
  public mutating func add(_ table: TextTable, tones: [Tone] = []) {
    guard !table.rows.isEmpty else { return }
    blocks.append(.table(table, tones))
  }

  /// Adds what another report holds.
  mutating func add(_ other: ReportText) { blocks += other.blocks }

  /// Adds an empty line between what is there and what follows.
  public mutating func addSpace() {
    if !blocks.isEmpty { blocks.append(.line("", .plain)) }
  }

  /// The report as plain text.
  public var text: String { text(width: nil) { line, _ in line } }

  /// The report for a terminal.
  ///
  /// - Parameters:
  ///   - width: The terminal's columns; nil for lines as long as they are.
  ///   - decorate: Decorates a line according to its tone.
  public func text(width: Int?, decorate: (String, Tone) -> String) -> String {
    blocks.flatMap { block -> [String] in
      switch block {
      case .line(let line, let tone): return [decorate(line, tone)]
      case .table(let table, let tones):
        return table.lines(width: width).enumerated().map { index, line in
          let row = index - 2
          let tone: Tone =
            row >= 0
            ? (tones.indices.contains(row) ? tones[row] : .plain)
            : index == 0 ? .strong : .faint
          return decorate(line, tone)
        }
      }
    }.joined(separator: "\n")
  }
}
