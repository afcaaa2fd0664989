import Foundation

/// Reads the lines of a file descriptor, none of them longer than a limit.
public struct LineReader {
  private let descriptor: Int32
  private let limit: Int
  private var buffer: [UInt8] = []
  /// Where the next line starts in the buffer.
  private var start = 0
  private var isAtEnd = false

  /// A reader of `descriptor`.
  ///
  /// - Parameters:
  ///   - descriptor: What is read from.
  ///   - limit: Of a longer line only so many bytes and one more are kept.
  public init(_ descriptor: Int32, limit: Int) {
    self.descriptor = descriptor
    self.limit = limit
  }

  /// Whether a whole line has arrived that was not handed out yet.
  public var hasLine: Bool { buffer[start...].contains(UInt8(ascii: "\n")) }

  /// The next line without its line break, waiting for it; nil at the end.
  public mutating func next() -> [UInt8]? {
    var line: [UInt8] = []
    while true {
      if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
        keep(buffer[start..<end], in: &line)
        start = end + 1
        return line
      }
      keep(buffer[start...], in: &line)
      buffer.removeAll(keepingCapacity: true)
      start = 0
      guard fill() else { return line.isEmpty ? nil : line }
    }
  }

  private func keep(_ bytes: ArraySlice<UInt8>, in line: inout [UInt8]) {
    line += bytes.prefix(max(0, limit + 1 - line.count))
  }

  private mutating func fill() -> Bool {
    guard !isAtEnd else { return false }
    buffer = [UInt8](unsafeUninitializedCapacity: 1 << 16) { bytes, count in
      var got = read(descriptor, bytes.baseAddress, bytes.count)
      while got < 0, errno == EINTR { got = read(descriptor, bytes.baseAddress, bytes.count) }
      count = max(0, got)
    }
    isAtEnd = buffer.isEmpty
    return !isAtEnd
  }
}
