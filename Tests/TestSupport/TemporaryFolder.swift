public import Foundation

/// A folder in the system's temporary folder that is removed with the object.
public final class TemporaryFolder {
  /// The folder.
  public let url: URL

  /// Its path, without a slash at the end.
  public var path: String { url.path(percentEncoded: false) }

  /// Makes a new folder.
  public init() throws {
    url = FileManager.default.temporaryDirectory.appending(
      path: "autopipeline-\(UUID())", directoryHint: .notDirectory)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes `text` to the file `path`, making folders as needed.
  @discardableResult
  public func write(_ text: String, _ path: String) throws -> URL {
    try write(Array(text.utf8), path)
  }

  /// Writes `bytes` to the file `path`, making folders as needed.
  @discardableResult
  public func write(_ bytes: [UInt8], _ path: String) throws -> URL {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return file
  }

  /// Makes a symbolic link at `path`, making folders as needed.
  public func link(_ path: String, to target: String) throws {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: file.path(percentEncoded: false), withDestinationPath: target)
  }
}
