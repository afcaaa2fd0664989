import Checkpoints
public import Foundation

/// What a path given to `compare` stands for.
public enum ComparedPath: Sendable {
  /// A PNG.
  case picture(URL)
  /// A safetensors file.
  case tensors(URL)
  /// The folder of a case, with its golden.
  case conformanceCase(ConformanceCase)

  /// Looks at `path`: a file by its first bytes, a folder by what is in it. A result folder stands
  /// for its transcript, or without one for its output.
  ///
  /// - Throws: `CheckpointError` that says what is expected.
  public init(_ path: String) throws {
    var isFolder: ObjCBool = false
    guard !path.utf8.contains(0),
      FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    else { throw CheckpointError(file: path, problem: "there is no such file or folder") }
    let url = URL(filePath: path)
    self = isFolder.boolValue ? try Self.folder(url) : try Self.file(url)
  }

  private static func folder(_ folder: URL) throws -> ComparedPath {
    func has(_ name: String) -> Bool {
      FileManager.default.fileExists(
        atPath: folder.appending(path: name).path(percentEncoded: false))
    }
    if has("golden.json"), has("transcript.safetensors") {
      return .conformanceCase(ConformanceCase(folder: folder))
    }
    for name in ["transcript.safetensors", "output.safetensors"] where has(name) {
      return .tensors(folder.appending(path: name))
    }
    throw CheckpointError(
      file: folder.path(percentEncoded: false),
      problem: "the folder holds neither transcript.safetensors nor output.safetensors",
      advice: "Pass a file, the folder of a case, or a folder that `run` wrote")
  }

  private static func file(_ url: URL) throws -> ComparedPath {
    let path = url.path(percentEncoded: false)
    guard let handle = FileHandle(forReadingAtPath: path),
      let start = try? handle.read(upToCount: 8), !start.isEmpty
    else { throw CheckpointError(file: path, problem: "the file is empty or cannot be read") }
    return start.elementsEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
      ? .picture(url) : .tensors(url)
  }

  /// What is compared, for messages.
  public var kind: String {
    switch self {
    case .picture: "a picture"
    case .tensors: "a file of tensors"
    case .conformanceCase: "a case"
    }
  }
}
