import Checkpoints
public import Foundation

/// What came of all benchmarks, as JSON, Markdown and a picture.
public struct BenchmarkReport: Sendable {
  let results: [BenchmarkResult]
  /// Whether it was ended early.
  public let isInterrupted: Bool

  /// Whether any implementation gave a wrong result: a fast wrong answer is no result.
  public var isWrong: Bool {
    results.flatMap(\.measurements).contains {
      $0.implementation == .reference && ($0.difference ?? 0) > Self.largestDifference
    }
  }

  /// Outputs in float32 through some hundred layers differ by some 1e-5.
  static let largestDifference = 1e-3

  /// Writes `benchmark.json`, `benchmark.md`, `ratios.md` and the picture for light and dark pages to
  /// `folder`.
  ///
  /// - Returns: The files written.
  public func write(to folder: URL) throws -> [URL] {
    try ResultFolder(folder).create()
    let plot = BenchmarkPlot(results)
    let texts = [
      ("benchmark.json", json.serialized(indent: 2)),
      ("benchmark.md", BenchmarkTable(results).markdown),
      ("ratios.md", BenchmarkTable(results).ratios),
      ("benchmark-light.svg", plot.svg(.light)), ("benchmark-dark.svg", plot.svg(.dark)),
    ]
    return try texts.map { name, text in
      let file = folder.appending(path: name)
      try Data((text + "\n").utf8).write(to: file, options: .atomic)
      return file
    }
  }

  private var json: JSONValue {
    [
      "machine": [
        "cores": .int(ProcessInfo.processInfo.activeProcessorCount),
        "memory_bytes": .int(Int(ProcessInfo.processInfo.physicalMemory)),
      ],
      "interrupted": .bool(isInterrupted), "results": .array(results.map(\.json)),
    ]
  }

  /// Where the reference's time went, for a terminal.
  public var profiles: ReportText {
    results.reduce(into: ReportText()) { report, result in
      guard let profile = result.profile else { return }
      report.addSpace()
      report.add(result.item.title, .strong)
      report.add(profile.report)
    }
  }

  /// The table for a terminal.
  public var report: ReportText { BenchmarkTable(results).report }
}
