import Foundation

/// The results as tables.
struct BenchmarkTable {
  private let results: [BenchmarkResult]
  /// Those that measured anything, the reference first.
  private let implementations: [BenchmarkImplementation]

  init(_ results: [BenchmarkResult]) {
    self.results = results
    implementations = BenchmarkImplementation.allCases.filter { implementation in
      results.contains { $0.measurement(implementation)?.median != nil }
    }
  }

  private var peers: [BenchmarkImplementation] { implementations.filter { $0 != .reference } }

  /// All numbers of this run, for this machine.
  var markdown: String {
    var header = ["", "", "median s", "min s", "GFLOP/s", "MB beyond weights", "load s"]
    header += ["difference", "speed"]
    let rows = results.flatMap { result in
      result.measurements.map { measurement in
        [measurement.implementation == .reference ? result.item.title : ""]
          + cells(measurement, result)
      }
    }
    let note = """
      Medians of rounds in which the implementations take turns. *Speed* is the reference's, as a \
      multiple of the implementation in the row. *Difference* is the largest one from PyTorch's \
      output, relative to its largest element. *GFLOP/s* counts operations as plain algorithms \
      have them.
      """
    return Self.markdown(header, rows) + "\n\n" + note
  }

  private func cells(
    _ measurement: BenchmarkResult.Measurement, _ result: BenchmarkResult
  ) -> [String] {
    guard let median = measurement.median else {
      return [measurement.implementation.title, measurement.problem ?? ""]
        + [String](repeating: "", count: 6)
    }
    let rate = Double(result.operations) / median / 1e9
    return [
      measurement.implementation.title, Self.seconds(median),
      Self.seconds(measurement.seconds.min() ?? median),
      result.operations > 0 ? String(format: "%.0f", rate) : "",
      measurement.peakBytes.map { "\($0 >> 20)" } ?? "",
      measurement.loadSeconds.map { String(format: "%.2f", $0) } ?? "",
      measurement.difference.map { String(format: "%.0e", $0) } ?? "",
      result.ratio(measurement.implementation, .reference).map(Self.ratio) ?? "",
    ]
  }

  /// Ratios alone, which say something about other machines, too.
  var ratios: String {
    let header =
      [""] + peers.map { "times as fast as \($0.title)" }
      + ["memory beyond the weights, of PyTorch's", "difference from PyTorch"]
    let table = Self.markdown(header, results.map { [$0.item.title] + ratioCells($0) })
    return growth.map { table + "\n\n" + $0 } ?? table
  }

  /// How each implementation's time grows from the smallest of a group on; nil where nothing grows.
  private var growth: String? {
    let growing = results.filter { $0.item.x != nil }
    guard !growing.isEmpty else { return nil }
    let rows = growing.map { result -> [String] in
      let first = growing.first { $0.item.group == result.item.group }
      return [result.item.title]
        + implementations.map { implementation in
          guard let time = result.measurement(implementation)?.median,
            let base = first?.measurement(implementation)?.median
          else { return "–" }
          return Self.ratio(time / base)
        }
    }
    return Self.markdown(["time, of the first's"] + implementations.map(\.title), rows)
  }

  private func ratioCells(_ result: BenchmarkResult) -> [String] {
    let reference = result.measurement(.reference)
    return peers.map { result.ratio($0, .reference).map(Self.ratio) ?? "–" }
      + [
        result.memoryRatio.map { String(format: "%.0f %%", 100 * $0) } ?? "–",
        reference?.difference.map { String(format: "%.0e", $0) } ?? "–",
      ]
  }

  /// The table for a terminal.
  var report: ReportText {
    let columns: [TextTable.Column] =
      [.text("benchmark", shrinks: true), .number("seconds"), .number("GFLOP/s", rank: 2)]
      + peers.map { .number("× \($0.title)", rank: $0 == .eager ? 0 : 1) }
      + [.number("memory", rank: 1), .number("difference", rank: 1)]
    let rows = results.map { result -> [String] in
      let median = result.measurement(.reference)?.median
      let rate = median.map { Double(result.operations) / $0 / 1e9 } ?? 0
      return [
        result.item.title, median.map(Self.seconds) ?? "–",
        rate > 0 ? String(format: "%.0f", rate) : "",
      ] + ratioCells(result)
    }
    var report = ReportText()
    report.add(TextTable(columns, rows: rows))
    for result in results {
      for measurement in result.measurements {
        guard let problem = measurement.problem else { continue }
        report.add(
          "\(result.item.title): \(measurement.implementation.title): \(problem)", .warning)
      }
    }
    return report
  }

  private static func markdown(_ header: [String], _ rows: [[String]]) -> String {
    func line(_ cells: [String]) -> String {
      let cells = cells.map { $0.replacing("|", with: "\\|").replacing("\n", with: " ") }
      return "| " + cells.joined(separator: " | ") + " |"
    }
    let rule = "|" + header.indices.map { $0 == 0 ? "---|" : "---:|" }.joined()
    return ([line(header), rule] + rows.map(line)).joined(separator: "\n")
  }

  private static func seconds(_ value: Double) -> String {
    String(format: value < 1 ? "%.3f" : "%.2f", value)
  }

  private static func ratio(_ value: Double) -> String {
    String(format: value < 10 ? "%.2f" : "%.0f", value)
  }
}
