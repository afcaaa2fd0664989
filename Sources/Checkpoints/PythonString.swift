extension String {
  /// The text as a Python literal, `repr(text)`.
  public var pythonRepr: String {
    let quote: Unicode.Scalar =
      unicodeScalars.contains("'") && !unicodeScalars.contains("\"") ? "\"" : "'"
    var literal = String(quote)
    for scalar in unicodeScalars {
      switch scalar {
      case quote, "\\": literal += "\\\(scalar)"
      case "\t": literal += "\\t"
      case "\n": literal += "\\n"
      case "\r": literal += "\\r"
      default: literal += scalar.isPythonPrintable ? String(scalar) : scalar.pythonEscape
      }
    }
    return literal + String(quote)
  }
}

extension [String] {
  /// What Python prints for a list of strings.
  public var pythonRepr: String { "[" + map(\.pythonRepr).joined(separator: ", ") + "]" }
}

extension Unicode.Scalar {
  /// Whether the character's category starts with C for Python 3.11, which has Unicode 14: controls,
  /// formats, private use, unassigned.
  public var isPythonControl: Bool {
    if isASCII { return value < 0x20 || value == 0x7f }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned: return true
    default: return (properties.age?.major ?? .max) > 14
    }
  }

  /// `str.isprintable` of the character.
  fileprivate var isPythonPrintable: Bool {
    guard !isPythonControl else { return false }
    switch properties.generalCategory {
    case .lineSeparator, .paragraphSeparator: return false
    case .spaceSeparator: return self == " "
    default: return true
    }
  }

  /// `\xNN`, `\uNNNN` or `\UNNNNNNNN`.
  fileprivate var pythonEscape: String {
    let digits = String(value, radix: 16)
    let (letter, width) = value < 0x100 ? ("x", 2) : value < 0x10000 ? ("u", 4) : ("U", 8)
    return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
  }
}
