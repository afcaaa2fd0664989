import Checkpoints
public import Foundation
import Synchronization

/// The folder of a report. `cases.jsonl` grows with every case, so that an interrupted run leaves a
/// report that can be read.
public final class ReportFolder: Sendable {
  /// The folder.
  public let url: URL
  private let lines: Mutex<FileHandle>

  /// Makes the folder and starts `cases.jsonl` in it.
  ///
  /// - Throws: `CheckpointError` if it cannot be written.
  public init(_ url: URL, _ run: SuiteDescription) throws {
    self.url = url
    try ResultFolder(url).create()
    let file = url.appending(path: SuiteReport.fileName)
    let path = file.path(percentEncoded: false)
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let handle = FileHandle(forWritingAtPath: path)
    else {
      throw CheckpointError(
        file: path, problem: "cannot be written", advice: "Choose another folder for the report")
    }
    lines = Mutex(handle)
    try add(run.line)
  }

  /// Adds a case.
  public func add(_ report: CaseReport) throws { try add(report.json) }

  /// Ends `cases.jsonl` and writes the Markdown summary.
  ///
  /// - Returns: The files of the report.
  public func finish(_ report: SuiteReport) throws -> [URL] {
    if let end = report.end { try add(end.line) }
    let summary = url.appending(path: "report.md")
    try Data(MarkdownReport(report).text.utf8).write(to: summary, options: .atomic)
    return [url.appending(path: SuiteReport.fileName), summary]
  }

  private func add(_ line: JSONObject) throws {
    let data = Data((JSONValue.object(line).serialized() + "\n").utf8)
    try lines.withLock { try $0.write(contentsOf: data) }
  }
}
