/// Markup that is well-formed XML, and HTML as well: text is escaped where it enters, so that nothing
/// that an implementation says can leave its place.
struct Markup: Sendable {
  /// The source.
  private(set) var source: String

  private init(source: String) { self.source = source }

  /// The bytes of the source.
  var size: Int { source.utf8.count }

  /// Nothing.
  static let empty = Markup(source: "")

  /// A text.
  static func text(_ text: String) -> Markup { Markup(source: escaped(text)) }

  /// Source that this program holds as a literal: a style sheet, a script.
  static func literal(_ source: StaticString) -> Markup { Markup(source: "\(source)") }

  /// A name in camel case, which may be broken before its words.
  static func name(_ name: String) -> Markup {
    var source = ""
    var last: Character?
    for character in name {
      if character.isUppercase, last?.isUppercase == false { source += "<wbr />" }
      source += escaped(String(character))
      last = character
    }
    return Markup(source: source)
  }

  /// An element.
  static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ content: Markup...
  ) -> Markup {
    var source = "<\(name)"
    for (key, value) in attributes {
      source += " \(key)=\"\(escaped(value, isAttribute: true))\""
    }
    if content.isEmpty, voidElements.contains(name) { return Markup(source: source + " />") }
    source += ">"
    for part in content { source += part.source }
    return Markup(source: source + "</\(name)>")
  }

  /// Markup after markup.
  static func + (left: Markup, right: Markup) -> Markup {
    Markup(source: left.source + right.source)
  }

  /// Adds markup at the end.
  static func += (left: inout Markup, right: Markup) { left.source += right.source }

  /// Elements of HTML that never have content.
  private static let voidElements: Set = ["br", "img", "input", "meta", "wbr"]

  /// `text` without the characters that XML does not have and without control characters, and with
  /// those escaped that mean something.
  ///
  /// - Parameter isAttribute: Whether white space is escaped, which a parser would otherwise turn into
  ///   spaces.
  static func escaped(_ text: String, isAttribute: Bool = false) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\r": result += "&#13;"
      case "\n" where isAttribute: result += "&#10;"
      case "\t" where isAttribute: result += "&#9;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case _ where !scalar.isShown: continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// Whether reports show the character: control characters, noncharacters, and marks that turn the
  /// direction of what follows them are left out.
  var isShown: Bool {
    switch value {
    case 0..<0x20, 0x7f..<0xa0, 0x202a...0x202e, 0x2066...0x2069, 0xfdd0...0xfdef: false
    default: value & 0xfffe != 0xfffe
    }
  }
}

extension Sequence<Markup> {
  /// All of them, one after the other.
  func joined() -> Markup { reduce(into: .empty) { $0 += $1 } }
}
