import Foundation

/// What an adapter writes to standard error: the end in memory, so much of the start in a file.
final class AdapterLog {
  private static let tailSize = 4096

  private var last: [UInt8] = []
  private var room: Int
  private let file: FileHandle?

  /// A log.
  ///
  /// - Parameters:
  ///   - url: The file to add to; nil for none.
  ///   - limit: The bytes that go to the file.
  init(_ url: URL?, limit: Int) {
    room = limit
    file = url.flatMap { url in
      let path = url.path(percentEncoded: false)
      if !FileManager.default.fileExists(atPath: path) {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
      }
      let handle = FileHandle(forWritingAtPath: path)
      _ = try? handle?.seekToEnd()
      return handle
    }
  }

  /// Adds bytes.
  func add(_ bytes: [UInt8]) {
    last = Array((last + bytes).suffix(Self.tailSize))
    guard let file, room > 0 else { return }
    try? file.write(contentsOf: Data(bytes.prefix(room)))
    room -= bytes.count
  }

  /// The last line that says something.
  var tail: String {
    let lines = String(decoding: last, as: UTF8.self).split(whereSeparator: \.isNewline)
    let line = lines.last { $0.contains { !$0.isWhitespace } } ?? ""
    return printable(line, limit: 500)
  }

  /// Closes the file.
  func close() { try? file?.close() }
}

/// The start of a text from outside, without control characters.
func printable(_ text: some StringProtocol, limit: Int) -> String {
  let clean = String(
    String.UnicodeScalarView(
      text.unicodeScalars.prefix(limit).map { $0.value < 32 || $0.value == 127 ? " " : $0 }))
  return text.unicodeScalars.count > limit ? clean + "…" : clean
}
