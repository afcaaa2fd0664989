import Checkpoints
import Foundation

/// Reads files that an adapter wrote: regular ones in its output folder, of bounded size.
struct ResultFile {
  /// What is wrong with a file.
  struct Fault: Error {
    let problem: String
  }

  let folder: URL
  let sizeLimit: Int

  /// Whether there is something of that name.
  func exists(_ name: String) -> Bool {
    var status = stat()
    return lstat(folder.appending(path: name).path(percentEncoded: false), &status) == 0
  }

  /// The bytes of a file, read whole, so that nothing the adapter does to it later matters.
  func bytes(_ name: String) throws(Fault) -> Data {
    guard folder.isFolder else { throw Fault(problem: "the output folder is no folder") }
    let path = folder.appending(path: name).path(percentEncoded: false)
    var status = stat()
    guard lstat(path, &status) == 0 else { throw Fault(problem: "\(name) is missing") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Fault(problem: "\(name) is no regular file")
    }
    guard status.st_size <= sizeLimit else {
      throw Fault(problem: "\(name) has \(status.st_size) bytes, more than \(sizeLimit)")
    }
    guard let handle = FileHandle(forReadingAtPath: path),
      let data = try? handle.read(upToCount: sizeLimit)
    else {
      if status.st_size == 0 { throw Fault(problem: "\(name) is empty") }
      throw Fault(problem: "\(name) cannot be read")
    }
    return data
  }

  /// A file of tensors.
  func tensors(_ name: String) throws(Fault) -> SafetensorsFile {
    let bytes = try bytes(name)
    do {
      return try SafetensorsFile(bytes: bytes, file: name)
    } catch {
      throw Fault(problem: printable("\(error)", limit: 500))
    }
  }

  /// The name of the file at `path`, which has to lie in the folder.
  func name(of path: String) throws(Fault) -> String {
    let url = URL(filePath: path).standardizedFileURL
    let name = url.lastPathComponent
    let own = folder.appending(path: name).standardizedFileURL
    guard !path.utf8.contains(0), !name.isEmpty, url.path == own.path else {
      throw Fault(
        problem: "the file '\(printable(path, limit: 200))' is not in the output folder")
    }
    return name
  }
}

extension URL {
  /// Whether there is a folder here, and no link to one.
  var isFolder: Bool {
    var status = stat()
    // With a slash at the end a link would be followed.
    let path = path(percentEncoded: false)
    let plain = path.hasSuffix("/") ? String(path.dropLast()) : path
    return lstat(plain, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
