import Checkpoints
public import Foundation

/// A report on disk.
public struct ReportFile: Sendable {
  /// The file.
  public let url: URL
  /// What it holds.
  public let report: SuiteReport

  /// Reads a report.
  ///
  /// - Parameter path: The file, or the folder that `check --report` wrote.
  /// - Throws: `CheckpointError` or `JSONError`.
  public init(_ path: URL) throws {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(
      atPath: path.path(percentEncoded: false), isDirectory: &isFolder)
    url = exists && isFolder.boolValue ? path.appending(path: SuiteReport.fileName) : path
    report = try SuiteReport(contentsOf: url)
  }

  /// The folder that the folders of the cases are relative to.
  public var folder: URL { url.deletingLastPathComponent() }

  /// The cases, their folders relative to another folder.
  func cases(from base: URL) -> [CaseReport] {
    report.cases.map { item in
      var item = item
      item.folder = item.folder.map { folder.appending(path: $0).path(from: base) }
      return item
    }
  }
}
