public import Checkpoints
import Foundation
public import Tensors

/// Where the time of a run went, as a table and as JSON.
public struct ProfileReport: Sendable {
  private let rows: [Row]

  /// A kernel in a section, or (with an empty kernel) the whole section.
  private struct Row: Sendable {
    let section: String
    let kernel: String
    let calls: Int?
    let seconds: Double
    let operations: Int
  }

  /// The report of `profile`.
  public init(_ profile: KernelProfile) { rows = profile.sections.flatMap(Self.rows) }

  /// The report that `json` holds; rows that say nothing are left out.
  init(_ json: JSONValue) {
    rows = (json.arrayValue ?? []).compactMap { row in
      guard let section = row["component"]?.stringValue, let seconds = row["seconds"]?.doubleValue
      else { return nil }
      return Row(
        section: section, kernel: row["kernel"]?.stringValue ?? "", calls: row["calls"]?.intValue,
        seconds: seconds, operations: row["flop"]?.intValue ?? 0)
    }
  }

  private static func rows(_ section: KernelProfile.Section) -> [Row] {
    let kernels = section.kernels.map { name, total in
      Row(
        section: section.name, kernel: name, calls: total.calls, seconds: total.duration.seconds,
        operations: total.operations)
    }.sorted { ($1.seconds, $0.kernel) < ($0.seconds, $1.kernel) }
    let whole = Row(
      section: section.name, kernel: "",
      calls: section.name.isEmpty ? nil : section.total.calls,
      seconds: section.total.duration.seconds,
      operations: kernels.reduce(0) { $0 + $1.operations })
    let rest = Row(
      section: section.name, kernel: "between kernels", calls: nil,
      seconds: kernels.reduce(whole.seconds) { $0 - $1.seconds }, operations: 0)
    return kernels.isEmpty ? [whole] : [whole] + kernels + [rest]
  }

  /// The floating-point operations of all kernels.
  var operations: Int { sections.reduce(0) { $0 + $1.operations } }

  private var sections: [Row] { rows.filter(\.kernel.isEmpty) }

  /// The table: sections in the order of the run, their kernels by time.
  public var report: ReportText {
    let whole = sections.reduce(Double.leastNormalMagnitude) { $0 + $1.seconds }
    let unit: (name: String, seconds: Double, digits: Int) =
      whole < 10 ? ("ms", 1e-3, 2) : ("seconds", 1, 3)
    var report = ReportText()
    report.add(
      TextTable(
        [
          .text("component, kernel", shrinks: true), .number("calls", rank: 1), .number(unit.name),
          .number("share"), .number("GFLOP/s", rank: 2),
        ],
        rows: rows.map { row in
          [
            name(row), row.calls.map(String.init) ?? "",
            format(row.seconds / unit.seconds, unit.digits),
            format(100 * row.seconds / whole, 1) + " %", speed(row) ?? "",
          ]
        }),
      tones: rows.map { $0.kernel.isEmpty ? .strong : .plain })
    report.add("\(format(whole, 3)) s in all", .faint)
    return report
  }

  /// The same numbers: a list of objects with `component`, `kernel` (null for the whole component),
  /// `calls`, `seconds` and `flop`.
  public var json: JSONValue {
    .array(
      rows.map { row in
        [
          "component": .string(row.section),
          "kernel": row.kernel.isEmpty ? .null : .string(row.kernel),
          "calls": row.calls.map { .int($0) } ?? .null, "seconds": .double(row.seconds),
          "flop": .int(row.operations),
        ]
      })
  }

  private func name(_ row: Row) -> String {
    if !row.kernel.isEmpty { return "  " + row.kernel }
    return row.section.isEmpty ? "outside components" : row.section
  }

  private func speed(_ row: Row) -> String? {
    guard row.operations > 0, row.seconds > 0 else { return nil }
    return format(Double(row.operations) / row.seconds / 1e9, 1)
  }

  private func format(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }
}

extension Duration {
  /// The duration in seconds.
  fileprivate var seconds: Double { self / .seconds(1) }
}
