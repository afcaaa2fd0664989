/// A table with aligned columns.
public struct TextTable {
  private let header: [String]
  private let rows: [[String]]
  private let leftAligned: Set<Int>

  /// A table whose columns are right-aligned but for `leftAligned`.
  public init(header: [String], rows: [[String]], leftAligned: Set<Int>) {
    self.header = header
    self.rows = rows
    self.leftAligned = leftAligned
  }

  /// The table, a line for the header, a rule, and a line for each row.
  public var text: String {
    let widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    let lines = [line(header, widths), rule] + rows.map { line($0, widths) }
    return lines.joined(separator: "\n")
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    let padded = cells.indices.map { column in
      let space = String(repeating: " ", count: widths[column] - cells[column].count)
      return leftAligned.contains(column) ? cells[column] + space : space + cells[column]
    }
    var text = padded.joined(separator: "  ")
    while text.last == " " { text.removeLast() }
    return text
  }
}
