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

extension Unicode.Scalar {
  /// `str.isprintable` of the character.
  fileprivate var isPythonPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      false
    case .spaceSeparator: self == " "
    default: true
    }
  }

  /// `\xNN`, `\uNNNN` or `\UNNNNNNNN`.
  fileprivate var pythonEscape: String {
    let digits = String(value, radix: 16)
    let (letter, width) = value < 0x100 ? ("x", 2) : value < 0x10000 ? ("u", 4) : ("U", 8)
    return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
  }
}
