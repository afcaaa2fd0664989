import Checkpoints

/// Reads the fields of a protocol buffer message one after the other.
///
/// Nothing is copied and nothing is trusted: a length that does not fit or a number without an end is
/// an error that names the file.
struct ProtobufReader {
  /// The content of a field.
  enum Value {
    case integer(UInt64)
    case single(UInt32)
    case bytes(Range<Int>)

    /// The integer or boolean, 0 for other kinds.
    var integer: UInt64 {
      if case .integer(let value) = self { value } else { 0 }
    }

    /// An `int32` or enumeration.
    var int: Int { Int(Int32(truncatingIfNeeded: integer)) }

    /// A `float`, 0 for other kinds.
    var float: Float {
      if case .single(let bits) = self { Float(bitPattern: bits) } else { 0 }
    }

    /// The place of a string or message, empty for other kinds.
    var range: Range<Int> {
      if case .bytes(let range) = self { range } else { 0..<0 }
    }
  }

  private let content: [UInt8]
  private let file: String
  private var position: Int
  private let end: Int

  /// The message that fills `range` of `content`.
  init(_ content: [UInt8], _ range: Range<Int>? = nil, file: String) {
    self.content = content
    self.file = file
    position = range?.lowerBound ?? 0
    end = range?.upperBound ?? content.count
  }

  /// The next field's number and value, nil at the end.
  mutating func next() throws(CheckpointError) -> (number: Int, value: Value)? {
    while position < end {
      let tag = try integer()
      let number = Int(truncatingIfNeeded: (tag >> 3) & 0x1fff_ffff)
      switch tag & 7 {
      case 0: return (number, .integer(try integer()))
      case 1: try skip(8)
      case 2: return (number, .bytes(try bytes()))
      case 5: return (number, .single(try single()))
      default: throw broken("a field of an unknown kind")
      }
    }
    return nil
  }

  private mutating func integer() throws(CheckpointError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard position < end else { throw broken("a number that is cut off") }
      let byte = content[position]
      position += 1
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
    }
    throw broken("a number without an end")
  }

  private mutating func single() throws(CheckpointError) -> UInt32 {
    let start = position
    try skip(4)
    return (0..<4).reduce(0) { $0 | UInt32(content[start + $1]) << (8 * UInt32($1)) }
  }

  private mutating func bytes() throws(CheckpointError) -> Range<Int> {
    let count = try integer()
    guard count <= UInt64(end - position) else { throw broken("a field that is cut off") }
    let start = position
    position += Int(count)
    return start..<position
  }

  private mutating func skip(_ count: Int) throws(CheckpointError) {
    guard count <= end - position else { throw broken("a field that is cut off") }
    position += count
  }

  private func broken(_ what: String) -> CheckpointError {
    CheckpointError(
      file: file, problem: "is no SentencePiece model: byte \(position) belongs to \(what)",
      advice: "fetch the file again")
  }
}
