import Checkpoints
import Foundation
import Synchronization
import Tensors

/// The entries of a transcript file: in the file itself, once for equal ones, or in the file that
/// the transcripts of a family share.
struct StoredEntries: Sendable {
  let file: SafetensorsFile
  private let aliases: [String: String]
  private let sharedNames: [String: String]
  private let shared: SafetensorsFile?

  /// - Parameters:
  ///   - file: The open transcript.
  ///   - sharedFile: Where the entries are that the metadata's `shared` names; nil where a transcript
  ///     must stand alone, as an implementation's must.
  /// - Throws: `CheckpointError` for broken metadata and a shared file that is missing or not allowed.
  init(_ file: SafetensorsFile, sharedFile: URL?) throws {
    self.file = file
    aliases = try file.names(under: "aliases")
    sharedNames = try file.names(under: "shared")
    guard !sharedNames.isEmpty else {
      shared = nil
      return
    }
    guard let sharedFile else {
      throw CheckpointError(
        file: file.file, key: "shared", problem: "names entries of another file",
        advice: "Write every entry into the transcript itself")
    }
    shared = try SharedFiles.open(sharedFile)
  }

  /// The file that the golden at `transcript` shares with its family: three folders up, as goldens are
  /// at `family/Class/variant`.
  static func sharedFile(of transcript: URL) -> URL {
    transcript.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "shared.safetensors")
  }

  /// Where an entry is stored.
  func location(_ name: String) -> Location {
    let name = aliases[name] ?? name
    if let shared, let key = sharedNames[name] { return Location(file: shared, name: key) }
    return Location(file: file, name: name)
  }

  /// A tensor in a file, which may not be there.
  struct Location {
    let file: SafetensorsFile
    let name: String

    /// Its extents; nil if there is no such tensor.
    var shape: [Int]? { file.entry(name)?.shape }

    /// Its values; nil if there is no such tensor.
    var values: RecordedTranscript.Values? {
      get throws {
        guard let entry = file.entry(name) else { return nil }
        guard entry.dtype.isFloatingPoint else { return .integers(try file.integers(name).values) }
        let tensor: Tensor<Double> = try file.tensor(name)
        return .floats(tensor.values)
      }
    }
  }
}

/// The shared files of all families, each opened once in a process.
private enum SharedFiles {
  private static let opened = Mutex<[URL: SafetensorsFile]>([:])

  static func open(_ url: URL) throws -> SafetensorsFile {
    let url = url.standardizedFileURL
    return try opened.withLock { opened in
      if let file = opened[url] { return file }
      let file = try SafetensorsFile(contentsOf: url)
      opened[url] = file
      return file
    }
  }
}

extension SafetensorsFile {
  /// The JSON object from names to names in the metadata; empty where there is none.
  fileprivate func names(under key: String) throws -> [String: String] {
    guard let text = metadata[key] else { return [:] }
    let pairs = try JSONValue.parse(text: text, file: file).objectValue ?? JSONObject()
    return pairs.reduce(into: [:]) { $0[$1.key] = $1.value.stringValue }
  }
}
