import Checkpoints
public import Foundation

/// The folder of a report: a Markdown summary and a line of JSON for each judgement.
public struct ReportFolder: Sendable {
  private let folder: URL

  /// The folder at `url`, made when something is written.
  public init(_ url: URL) { folder = url }

  /// Writes the report.
  ///
  /// - Returns: The files written.
  public func write(_ judgements: [Judgement]) throws -> [URL] {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let lines = judgements.map { JSONValue.object($0.summary).serialized() + "\n" }.joined()
    let table = "# Conformance\n\n```\n\(TerminalReport(judgements).text)\n```\n"
    return try [("judgements.jsonl", lines), ("report.md", table)].map { name, text in
      let file = folder.appending(path: name)
      try Data(text.utf8).write(to: file, options: .atomic)
      return file
    }
  }
}

extension Judgement {
  /// The judgement as an object of JSON.
  public var summary: JSONObject {
    var summary: JSONObject = [
      "id": .string(id), "dtype": .string(arithmetic.rawValue),
      "verdict": .string(verdict.rawValue), "entries": .int(entryCount),
      "seconds": .double(seconds),
    ]
    if let divergence {
      summary["divergence"] = [
        "entry": divergence.entry.map { .string($0) } ?? .null,
        "problem": .string(divergence.problem),
      ]
    }
    if let closest {
      summary["closest"] = ["entry": .string(closest.entry), "ratio": .double(closest.ratio)]
    }
    if let output {
      summary["output"] = [
        "max": .double(output.distance.max), "rms": .double(output.distance.rms),
        "limit": .double(output.limit.maximum), "noise": .double(output.limit.noise),
      ]
    }
    return summary
  }
}
