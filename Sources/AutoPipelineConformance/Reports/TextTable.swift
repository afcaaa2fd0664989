/// A table with aligned columns.
public struct TextTable: Sendable {
  /// A column.
  public struct Column: Sendable {
    let title: String
    let isLeftAligned: Bool
    let rank: Int
    let shrinks: Bool

    /// A column of numbers.
    ///
    /// - Parameters:
    ///   - title: The title.
    ///   - rank: Where space is short, columns of the highest rank are left out first;
    ///     those of rank 0 never are.
    public static func number(_ title: String, rank: Int = 0) -> Column {
      Column(title: title, isLeftAligned: false, rank: rank, shrinks: false)
    }

    /// A column of text, which may be shortened in the middle where space is short.
    public static func text(_ title: String, rank: Int = 0, shrinks: Bool = false) -> Column {
      Column(title: title, isLeftAligned: true, rank: rank, shrinks: shrinks)
    }
  }

  private static let gap = 2
  private static let readableText = 40
  private static let smallestText = 16

  private let columns: [Column]
  /// The cells of each row.
  public let rows: [[String]]

  /// A table of `rows`, each with a cell for every column.
  public init(_ columns: [Column], rows: [[String]]) {
    self.columns = columns
    self.rows = rows
  }

  /// The table, a line for the header, a rule, and a line for each row.
  public var text: String { lines(width: nil).joined(separator: "\n") }

  /// The lines of the table: header, rule, rows.
  ///
  /// If they do not fit `width`, columns of rank 2 and more are left out, then texts are shortened,
  /// then columns of rank 1 are left out.
  public func lines(width: Int?) -> [String] {
    let natural = columns.indices.map(naturalWidth)
    var shown = Array(columns.indices)
    guard let width else { return lines(shown, natural) }
    leaveOut(of: &shown, downTo: 2) { fits($0, natural, width, text: Self.readableText) }
    leaveOut(of: &shown, downTo: 1) { fits($0, natural, width, text: Self.smallestText) }
    var widths = natural
    for column in shown where columns[column].shrinks {
      let excess = max(0, total(shown, widths) - width)
      widths[column] = max(min(Self.smallestText, natural[column]), natural[column] - excess)
    }
    return lines(shown, widths)
  }

  private func leaveOut(of shown: inout [Int], downTo rank: Int, until fits: ([Int]) -> Bool) {
    while !fits(shown) {
      let candidates = shown.filter { columns[$0].rank >= rank }
      guard let last = candidates.max(by: { columns[$0].rank < columns[$1].rank }) else { return }
      shown.removeAll { $0 == last }
    }
  }

  /// Whether the columns fit if texts are shortened to `text` characters.
  private func fits(_ shown: [Int], _ natural: [Int], _ width: Int, text: Int) -> Bool {
    let widths = natural.indices.map { columns[$0].shrinks ? min(natural[$0], text) : natural[$0] }
    return total(shown, widths) <= width
  }

  private func naturalWidth(_ column: Int) -> Int {
    max(columns[column].title.count, rows.map { $0[column].count }.max() ?? 0)
  }

  private func total(_ shown: [Int], _ widths: [Int]) -> Int {
    shown.reduce(0) { $0 + widths[$1] } + Self.gap * max(0, shown.count - 1)
  }

  private func lines(_ shown: [Int], _ widths: [Int]) -> [String] {
    let rule = shown.map { String(repeating: "─", count: widths[$0]) }
    let gap = String(repeating: " ", count: Self.gap)
    return [line(columns.map(\.title), shown, widths), rule.joined(separator: gap)]
      + rows.map { line($0, shown, widths) }
  }

  private func line(_ cells: [String], _ shown: [Int], _ widths: [Int]) -> String {
    let padded = shown.map { column in
      let cell = cells[column].shortened(to: widths[column])
      let space = String(repeating: " ", count: widths[column] - cell.count)
      return columns[column].isLeftAligned ? cell + space : space + cell
    }
    var text = padded.joined(separator: String(repeating: " ", count: Self.gap))
    while text.last == " " { text.removeLast() }
    return text
  }
}

extension String {
  /// The text, its middle replaced by an ellipsis if it is longer than `length`.
  fileprivate func shortened(to length: Int) -> String {
    guard count > length else { return self }
    let head = (length - 1) / 2
    return prefix(head) + "…" + suffix(length - 1 - head)
  }
}
