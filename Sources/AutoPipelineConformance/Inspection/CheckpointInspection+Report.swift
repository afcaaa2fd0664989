import Foundation

extension CheckpointInspection {
  /// The inspection for people.
  public var report: ReportText {
    var report = ReportText()
    let version = diffusersVersion.map { " (diffusers \($0))" } ?? ""
    report.add((className ?? "a single component") + version, .strong)
    report.add(folder, .faint)
    report.addSpace()
    report.add(taskTable, tones: tasks.map { $0.isSupported ? .plain : .faint })
    if !tasks.isEmpty { report.addSpace() }
    let total = components.count > 1 ? [totalCells] : []
    report.add(
      TextTable(Self.columns, rows: components.map(\.cells) + total),
      tones: components.map { $0.className == nil ? .faint : .plain } + total.map { _ in .strong })
    addSettings(to: &report)
    if !warnings.isEmpty { report.addSpace() }
    for warning in warnings { report.add("! \(warning)", .warning) }
    return report
  }

  private var taskTable: TextTable {
    TextTable(
      [.text("task"), .text("pipeline class", shrinks: true), .text("the reference")],
      rows: tasks.map { [$0.name, $0.className, $0.isSupported ? "runs it" : "lacks it"] })
  }

  private static let columns: [TextTable.Column] = [
    .text("component"), .text("class", shrinks: true), .text("library", rank: 3),
    .number("parameters"), .number("size"), .text("dtype", rank: 1), .number("files", rank: 2),
  ]

  private var totalCells: [String] {
    ["total", "", "", grouped(parameters), size(bytes), "", ""]
  }

  private func addSettings(to report: inout ReportText) {
    let rows = components.flatMap { component in
      component.settings.enumerated().map { index, member in
        [index == 0 ? component.name : "", member.key, member.value.serialized()]
      }
    }
    guard !rows.isEmpty else { return }
    report.addSpace()
    report.add(
      TextTable([.text("component"), .text("setting"), .text("value", shrinks: true)], rows: rows))
  }
}

extension InspectedComponent {
  fileprivate var cells: [String] {
    guard let className else { return [name, "none", "", "", "", "", ""] }
    guard let weights else { return [name, className, library ?? "", "", "", "", ""] }
    return [
      name, className, library ?? "", grouped(weights.parameters), size(weights.bytes),
      weights.dtypes.joined(separator: ", "), "\(weights.files)",
    ]
  }
}

/// A count with its digits in groups of three.
private func grouped(_ count: Int) -> String {
  var digits = String(count)
  var place = digits.count - 3
  while place > 0 {
    digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
    place -= 3
  }
  return digits
}

/// A number of bytes in decimal units.
private func size(_ bytes: Int) -> String {
  let units = ["kB", "MB", "GB", "TB"]
  var value = Double(bytes)
  guard value >= 1000 else { return "\(bytes) B" }
  var unit = -1
  while value >= 999.95, unit < units.count - 1 {
    value /= 1000
    unit += 1
  }
  return String(format: "%.1f %@", value, units[unit])
}
