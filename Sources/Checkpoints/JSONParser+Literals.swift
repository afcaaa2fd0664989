extension JSONParser {
  /// Reads `-? (0 | [1-9][0-9]*) fraction? exponent?`.
  mutating func number() throws(JSONError) -> JSONValue {
    let start = position
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) {
      guard takeDigits() > 0 else { throw error("a number needs digits") }
    }
    var isInteger = true
    let afterInteger = position
    if take(UInt8(ascii: ".")) {
      guard takeDigits() > 0 else { throw error("a number needs digits behind its point") }
      isInteger = false
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      guard takeDigits() > 0 else { throw error("a number needs digits in its exponent") }
      isInteger = false
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard isInteger else {
      guard let value = Double(text) else { throw error("cannot read the number", at: start) }
      return .double(value)
    }
    if let value = Int(text) { return .int(value) }
    // Python's own limit for reading integers.
    guard afterInteger - start <= 4300 else {
      throw error("an integer of more than 4300 digits", at: start)
    }
    return .bigInteger(text)
  }

  private mutating func takeDigits() -> Int {
    let start = position
    while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
    return position - start
  }

  /// Reads a string in quotes; the opening quote is at the current position.
  mutating func string() throws(JSONError) -> String {
    position += 1
    let start = position
    while position < bytes.count, bytes[position] >= 0x20, bytes[position] != UInt8(ascii: "\""),
      bytes[position] != UInt8(ascii: "\\")
    { position += 1 }
    if take(UInt8(ascii: "\"")) { return try text(bytes[start..<(position - 1)], at: start) }
    var buffer = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        return try buffer.withUnsafeBufferPointer { raw throws(JSONError) in
          try text(raw[...], at: start)
        }
      case UInt8(ascii: "\\"): try escape(into: &buffer)
      case 0..<0x20: throw error("a control character inside a string", at: position - 1)
      default: buffer.append(byte)
      }
    }
    throw error("a string without end", at: start - 1)
  }

  private func text(
    _ utf8: Slice<UnsafeBufferPointer<UInt8>>, at start: Int
  ) throws(JSONError) -> String {
    guard let text = String(validating: utf8, as: UTF8.self) else {
      throw error("a string that is no valid UTF-8", at: start)
    }
    return text
  }

  private mutating func escape(into buffer: inout [UInt8]) throws(JSONError) {
    let byte = current
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(byte)
    case UInt8(ascii: "b"): buffer.append(0x08)
    case UInt8(ascii: "f"): buffer.append(0x0c)
    case UInt8(ascii: "n"): buffer.append(0x0a)
    case UInt8(ascii: "r"): buffer.append(0x0d)
    case UInt8(ascii: "t"): buffer.append(0x09)
    case UInt8(ascii: "u"): buffer.append(contentsOf: Array(Character(try scalar()).utf8))
    default: throw error("an unknown escape in a string", at: position - 1)
    }
  }

  /// Reads the digits behind `\u`, and a second escape if they are half of a surrogate pair.
  private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
    let start = position
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    if first < 0xdc00, take(word: "\\u") {
      let second = try hexadecimal()
      if (0xdc00..<0xe000).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
      {
        return scalar
      }
    }
    throw error("half of a surrogate pair", at: start)
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(current)).hexDigitValue else {
        throw error("\\u needs four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }
}
