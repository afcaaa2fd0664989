public import Foundation

/// The bytes of a file, mapped into memory or held, for as long as anything refers to them.
///
/// A mapped file must not be shortened while it is in use; the system offers no protection.
final class FileBytes: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// A copy of `content`, aligned as a mapped file is.
  init(_ content: some Collection<UInt8>) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(1, content.count), alignment: 64)
    buffer.copyBytes(from: content)
    self.bytes = UnsafeRawBufferPointer(rebasing: buffer[..<content.count])
    self.isMapped = false
  }

  /// Maps the regular file at `url`.
  init(mapping url: URL) throws {
    let file = url.path(percentEncoded: false)
    // A pipe would block until somebody writes to it.
    let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.systemError(file, "cannot be opened") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.systemError(file, "has no status") }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw CheckpointError(file: file, problem: "is no regular file")
    }
    let size = Int(status.st_size)
    isMapped = size > 0
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED
    else { throw Self.systemError(file, "cannot be mapped into memory") }
    bytes = UnsafeRawBufferPointer(start: base, count: size)
  }

  deinit {
    guard let base = bytes.baseAddress else { return }
    let memory = UnsafeMutableRawPointer(mutating: base)
    if isMapped { munmap(memory, bytes.count) } else { memory.deallocate() }
  }

  private static func systemError(_ file: String, _ problem: String) -> CheckpointError {
    CheckpointError(file: file, problem: "\(problem): \(String(cString: strerror(errno)))")
  }
}

extension FileBytes {
  /// The content of the small file at `url`, refused if it is larger than `maximumSize` bytes.
  static func small(_ url: URL, maximumSize: Int) throws -> FileBytes {
    let file = try FileBytes(mapping: url)
    guard file.bytes.count <= maximumSize else {
      throw CheckpointError(
        file: url.path(percentEncoded: false),
        problem: "has \(file.bytes.count) bytes, more than the \(maximumSize) allowed for this file"
      )
    }
    return file
  }
}

extension JSONValue {
  /// Reads the JSON file at `url`, refusing it if it is larger than `maximumSize` bytes.
  ///
  /// - Throws: `CheckpointError` if the file cannot be read, `JSONError` if it is no JSON.
  public static func load(
    contentsOf url: URL, maximumSize: Int = 256 << 20, rejectsDuplicateKeys: Bool = false,
    maximumDepth: Int = 128
  ) throws -> JSONValue {
    let file = try FileBytes.small(url, maximumSize: maximumSize)
    defer { withExtendedLifetime(file) {} }
    return try parse(
      file.bytes.bindMemory(to: UInt8.self), file: url.path(percentEncoded: false),
      rejectsDuplicateKeys: rejectsDuplicateKeys, maximumDepth: maximumDepth)
  }
}

/// Small files of text.
public enum SmallText {
  /// The text of the file at `url`, invalid UTF-8 replaced.
  ///
  /// - Throws: `CheckpointError` if the file cannot be read or is larger than `maximumSize` bytes.
  public static func load(_ url: URL, maximumSize: Int) throws -> String {
    let file = try FileBytes.small(url, maximumSize: maximumSize)
    defer { withExtendedLifetime(file) {} }
    return String(decoding: file.bytes, as: UTF8.self)
  }
}

/// The content of the regular file at `url`.
///
/// - Throws: `CheckpointError` if there is no such file, or it cannot be read.
package func contentOfFile(_ url: URL) throws -> [UInt8] {
  let file = try FileBytes(mapping: url)
  return withExtendedLifetime(file) { Array(file.bytes) }
}
