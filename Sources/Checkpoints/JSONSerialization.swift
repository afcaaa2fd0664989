extension JSONValue {
  /// The text that Python's `json.dumps` writes for the value, byte for byte.
  ///
  /// - Parameters:
  ///   - indent: the spaces of one level; nil writes one line with `, ` and `: `.
  ///   - sortedKeys: whether keys are sorted by code points instead of kept in order.
  ///   - ensureASCII: whether everything beyond ASCII is escaped, Python's default.
  public func serialized(
    indent: Int? = nil, sortedKeys: Bool = false, ensureASCII: Bool = true
  ) -> String {
    var writer = JSONWriter(indent: indent, sortedKeys: sortedKeys, ensureASCII: ensureASCII)
    writer.write(self)
    return writer.text
  }

  /// The text on one line without spaces between the parts and without escapes beyond ASCII.
  func serialized(compact: Bool) -> String {
    var writer = JSONWriter(indent: nil, sortedKeys: false, ensureASCII: false)
    if compact { (writer.comma, writer.colon) = (",", ":") }
    writer.write(self)
    return writer.text
  }
}

private struct JSONWriter {
  let indent: Int?
  let sortedKeys: Bool
  let ensureASCII: Bool
  var comma: String
  var colon = ": "
  var text = ""
  var level = 0

  init(indent: Int?, sortedKeys: Bool, ensureASCII: Bool) {
    self.indent = indent
    self.sortedKeys = sortedKeys
    self.ensureASCII = ensureASCII
    self.comma = indent == nil ? ", " : ","
  }

  mutating func write(_ value: JSONValue) {
    switch value {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .int(let value): text += String(value)
    case .bigInteger(let digits): text += digits
    case .double(let value): text += value.jsonText
    case .string(let value): write(value)
    case .array(let elements):
      writeList("[", "]", elements) { writer, element in writer.write(element) }
    case .object(let members):
      writeList("{", "}", ordered(members)) { writer, member in
        writer.write(member.key)
        writer.text += writer.colon
        writer.write(member.value)
      }
    }
  }

  private func ordered(_ members: JSONObject) -> [JSONObject.Member] {
    guard sortedKeys else { return Array(members) }
    return members.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
  }

  private mutating func writeList<Element>(
    _ open: String, _ close: String, _ elements: [Element],
    _ body: (inout JSONWriter, Element) -> Void
  ) {
    text += open
    level += 1
    for (index, element) in elements.enumerated() {
      if index > 0 { text += comma }
      breakLine()
      body(&self, element)
    }
    level -= 1
    if !elements.isEmpty { breakLine() }
    text += close
  }

  private mutating func breakLine() {
    guard let indent else { return }
    text += "\n" + String(repeating: " ", count: indent * level)
  }

  private mutating func write(_ string: String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{8}": text += "\\b"
      case "\u{c}": text += "\\f"
      default: write(scalar)
      }
    }
    text += "\""
  }

  private mutating func write(_ scalar: Unicode.Scalar) {
    guard scalar.value < 0x20 || (ensureASCII && scalar.value > 0x7e) else {
      text.unicodeScalars.append(scalar)
      return
    }
    for unit in Character(scalar).utf16 {
      let digits = String(unit, radix: 16)
      text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}
