import Foundation

/// A file in which the system tells about itself. It has no size, so it is read to its end.
struct SystemFile {
  private let text: String

  /// Nil for a file that cannot be read.
  init?(_ path: String) {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    guard let data = try? file.readToEnd() else { return nil }
    text = String(decoding: data, as: UTF8.self)
  }

  /// The number that is all of the file.
  var number: Int? { Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) }

  /// The number behind `key` on a line of its own.
  func number(_ key: String) -> Int? {
    for line in text.split(separator: "\n") {
      let words = line.split(maxSplits: 2, whereSeparator: \.isWhitespace)
      if words.count > 1, words[0] == key { return Int(words[1]) }
    }
    return nil
  }
}
