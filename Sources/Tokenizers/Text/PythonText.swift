import Checkpoints
import Foundation

/// What Python 3.11's `str` and `unicodedata` say about text, with Unicode 14.
///
/// Texts are arrays of Unicode scalars here: Python compares and counts code points, while Swift's
/// `String` treats canonically equivalent spellings as equal.
enum PythonText {
  /// Whether the category of `scalar` starts with C: controls, formats, private use, unassigned.
  static func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.isPythonControl }

  /// `str.isspace` of one character, what `str.split` and `str.strip` cut at.
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0d, 0x1c...0x20, 0x85, 0xa0, 0x1680, 0x2000...0x200a, 0x2028, 0x2029, 0x202f,
      0x205f, 0x3000:
      true
    default: false
    }
  }

  /// Whether the category of `scalar` is Zs.
  static func isSpaceSeparator(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20, 0xa0, 0x1680, 0x2000...0x200a, 0x202f, 0x205f, 0x3000: true
    default: false
    }
  }

  /// Whether the category of `scalar` starts with L.
  static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  /// Whether the category of `scalar` starts with N.
  static func isNumber(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: true
    default: false
    }
  }

  /// `unicodedata.normalize("NFC", text)`.
  static func composed(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    // Nothing below U+0300 composes or decomposes.
    guard text.contains(where: { $0.value >= 0x300 }) else { return text }
    return Array(string(text).precomposedStringWithCanonicalMapping.unicodeScalars)
  }

  /// `str.lower()`.
  ///
  /// - Parameter inWords: whether a capital sigma at the end of a word becomes a final one, as in
  ///   Python; else every character stands for itself.
  static func lowercased(_ text: [Unicode.Scalar], inWords: Bool = true) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(text.count)
    for (index, scalar) in text.enumerated() {
      if scalar.isASCII {
        let isUpper = (0x41...0x5a).contains(scalar.value)
        result.append(isUpper ? Unicode.Scalar(UInt8(scalar.value + 0x20)) : scalar)
      } else if inWords, scalar == "\u{3a3}", isFinalSigma(text, index) {
        result.append("\u{3c2}")
      } else {
        result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      }
    }
    return result
  }

  /// Whether the capital sigma at `index` ends a word: a cased letter before it, none after it,
  /// marks and the like not counted.
  private static func isFinalSigma(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
    guard let before = text[..<index].last(where: { !isCaseIgnorable($0) }), isCased(before) else {
      return false
    }
    guard let after = text[(index + 1)...].first(where: { !isCaseIgnorable($0) }) else {
      return true
    }
    return !isCased(after)
  }

  /// A letter with case; U+0295 counted as one until Unicode 15.
  private static func isCased(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\u{295}" || scalar.properties.isCased
  }

  /// What does not stand between a sigma and the next letter; U+1171E belonged to that until Unicode 15.
  private static func isCaseIgnorable(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\u{1171e}" || scalar.properties.isCaseIgnorable
  }

  /// `str.split()`: the parts between runs of white space.
  static func words(_ text: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
    text.split(whereSeparator: isSpace)
  }

  /// `str.lstrip()`.
  static func leftStripped(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    Array(text.drop(while: isSpace))
  }

  /// `str.rstrip()`.
  static func rightStripped(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    guard let last = text.lastIndex(where: { !isSpace($0) }) else { return [] }
    return Array(text[...last])
  }

  /// `str.strip()`.
  static func stripped(_ text: String) -> String {
    string(rightStripped(leftStripped(Array(text.unicodeScalars))))
  }

  /// `text.replace(old, new)`, code point by code point.
  static func replacing(_ old: String, with new: String, in text: String) -> String {
    let old = Array(old.utf8)
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if bytes[index...].starts(with: old) {
        result += Array(new.utf8)
        index += old.count
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The string of `text`.
  static func string(_ text: some Sequence<Unicode.Scalar>) -> String {
    var result = String.UnicodeScalarView()
    result.append(contentsOf: text)
    return String(result)
  }
}

/// A text that equals another one only if all code points do.
struct ExactText: Hashable, Sendable {
  let scalars: [Unicode.Scalar]

  init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// The same text as a string.
  var string: String { PythonText.string(scalars) }
}
