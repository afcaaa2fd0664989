extension JSONValue {
  /// What Python's `repr` prints for the value that `json.loads` makes of this one.
  public var pythonRepr: String {
    switch self {
    case .null: "None"
    case .bool(let value): value ? "True" : "False"
    case .int(let value): String(value)
    case .bigInteger(let digits): digits
    case .double(let value): value.pythonRepr
    case .string(let value): value.pythonRepr
    case .array(let elements): "[" + elements.map(\.pythonRepr).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\($0.key.pythonRepr): \($0.value.pythonRepr)" }.joined(separator: ", ")
        + "}"
    }
  }

  /// The name of the Python type that `json.loads` makes of the value.
  public var pythonType: String {
    switch self {
    case .null: "NoneType"
    case .bool: "bool"
    case .int, .bigInteger: "int"
    case .double: "float"
    case .string: "str"
    case .array: "list"
    case .object: "dict"
    }
  }
}

extension String {
  /// What Python's `repr` prints for the string.
  public var pythonRepr: String {
    let quote: Unicode.Scalar =
      unicodeScalars.contains("'") && !unicodeScalars.contains("\"") ? "\"" : "'"
    var text = String(quote)
    for scalar in unicodeScalars {
      switch scalar {
      case quote, "\\": text += "\\\(scalar)"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default: text += scalar.isPrintableInPython ? String(scalar) : scalar.pythonEscape
      }
    }
    return text + String(quote)
  }
}

extension Unicode.Scalar {
  fileprivate var isPrintableInPython: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      false
    case .spaceSeparator: self == " "
    default: true
    }
  }

  fileprivate var pythonEscape: String {
    let digits = String(value, radix: 16)
    let (letter, width) = value < 0x100 ? ("x", 2) : value < 0x10000 ? ("u", 4) : ("U", 8)
    return "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
  }
}
