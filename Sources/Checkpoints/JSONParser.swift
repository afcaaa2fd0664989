public import Foundation

extension JSONValue {
  /// Parses UTF-8 `bytes` with the grammar of Python's `json` module, so with `NaN`, `Infinity` and
  /// `-Infinity`.
  ///
  /// - Parameters:
  ///   - file: what errors call the text.
  ///   - rejectsDuplicateKeys: whether an object with a key given twice is an error; otherwise the
  ///     last one counts, as in Python.
  ///   - maximumDepth: how deeply arrays and objects may be nested.
  /// - Throws: `JSONError`.
  public static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String = "JSON", rejectsDuplicateKeys: Bool = false,
    maximumDepth: Int = 128
  ) throws(JSONError) -> JSONValue {
    var parser = JSONParser(
      bytes: bytes, file: file, rejectsDuplicateKeys: rejectsDuplicateKeys,
      maximumDepth: maximumDepth)
    return try parser.document()
  }

  /// Parses `data` as `parse(_:file:rejectsDuplicateKeys:maximumDepth:)` for raw bytes does.
  public static func parse(
    _ data: some ContiguousBytes, file: String = "JSON", rejectsDuplicateKeys: Bool = false,
    maximumDepth: Int = 128
  ) throws -> JSONValue {
    try data.withUnsafeBytes { raw in
      try parse(
        raw.bindMemory(to: UInt8.self), file: file, rejectsDuplicateKeys: rejectsDuplicateKeys,
        maximumDepth: maximumDepth)
    }
  }

  /// Parses `text` as `parse(_:file:rejectsDuplicateKeys:maximumDepth:)` for raw bytes does.
  public static func parse(
    text: String, file: String = "JSON", rejectsDuplicateKeys: Bool = false,
    maximumDepth: Int = 128
  ) throws -> JSONValue {
    try parse(
      Array(text.utf8), file: file, rejectsDuplicateKeys: rejectsDuplicateKeys,
      maximumDepth: maximumDepth)
  }
}

/// A recursive descent parser over bytes.
struct JSONParser {
  let bytes: UnsafeBufferPointer<UInt8>
  let file: String
  let rejectsDuplicateKeys: Bool
  let maximumDepth: Int
  var position = 0
  var depth = 0

  mutating func document() throws(JSONError) -> JSONValue {
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
      throw error("the text starts with a byte order mark; save it as plain UTF-8")
    }
    skipSpace()
    let value = try value()
    skipSpace()
    guard position == bytes.count else { throw error("there is more text behind the value") }
    return value
  }

  func error(_ problem: String, at offset: Int? = nil) -> JSONError {
    JSONError(file: file, offset: offset ?? position, problem: problem, in: bytes)
  }

  var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

  mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0a, 0x0d: position += 1
      default: return
      }
    }
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  mutating func take(word: StaticString) -> Bool {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count else { return false }
    let word = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard bytes[position..<end].elementsEqual(word) else { return false }
    position = end
    return true
  }

  mutating func value() throws(JSONError) -> JSONValue {
    guard position < bytes.count else { throw error("the text ends where a value should be") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.object() }
    case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t") where take(word: "true"): return .bool(true)
    case UInt8(ascii: "f") where take(word: "false"): return .bool(false)
    case UInt8(ascii: "n") where take(word: "null"): return .null
    case UInt8(ascii: "N") where take(word: "NaN"): return .double(.nan)
    case UInt8(ascii: "I") where take(word: "Infinity"): return .double(.infinity)
    case UInt8(ascii: "-") where take(word: "-Infinity"): return .double(-.infinity)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw error("there is no value here")
    }
  }

  private mutating func nested(
    _ body: (inout JSONParser) throws(JSONError) -> JSONValue
  ) throws(JSONError) -> JSONValue {
    guard depth < maximumDepth else { throw error("\(JSONError.tooDeep) \(maximumDepth) deep") }
    depth += 1
    position += 1
    let value = try body(&self)
    depth -= 1
    return value
  }

  private mutating func array() throws(JSONError) -> JSONValue {
    var elements: [JSONValue] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array([]) }
    while true {
      skipSpace()
      elements.append(try value())
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      guard take(UInt8(ascii: ",")) else { throw error("expected , or ] in an array") }
    }
  }

  private mutating func object() throws(JSONError) -> JSONValue {
    var members = JSONObject()
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(members) }
    while true {
      skipSpace()
      let start = position
      guard current == UInt8(ascii: "\"") else { throw error("expected a key in quotes") }
      let key = try string()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw error("expected : behind the key") }
      skipSpace()
      let former = members.updateValue(try value(), forKey: key)
      if former != nil && rejectsDuplicateKeys {
        throw error("the key \(key.quotedForMessage) is given twice", at: start)
      }
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(members) }
      guard take(UInt8(ascii: ",")) else { throw error("expected , or } in an object") }
    }
  }
}
