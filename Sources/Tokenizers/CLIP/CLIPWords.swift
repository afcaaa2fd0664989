/// Cuts a text into the words that CLIP's byte pairs are made in.
///
/// Upstream: `BasicTokenizer(strip_accents=False, do_split_on_punc=False)` and the pattern of
/// `CLIPTokenizer`, which is what transformers uses when ftfy is not installed.
enum CLIPWords {
  /// The words of `text`, in lower case.
  static func words(_ text: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
    matches(normalized(text))
  }

  /// Lower-case words between single spaces: control characters are gone, Chinese characters stand
  /// alone, marks are composed with their letters.
  static func normalized(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    let composed = PythonText.composed(separatingIdeographs(cleaned(text)))
    return Array(
      PythonText.words(composed).map { PythonText.lowercased(Array($0)) }.joined(by: " "))
  }

  private static func cleaned(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    text.compactMap { scalar in
      switch scalar {
      case "\t", "\n", "\r": " "
      case "\u{0}", "\u{fffd}": nil
      default:
        if PythonText.isControl(scalar) {
          nil
        } else {
          PythonText.isSpaceSeparator(scalar) ? " " : scalar
        }
      }
    }
  }

  private static func separatingIdeographs(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    guard text.contains(where: isIdeograph) else { return text }
    return text.flatMap { isIdeograph($0) ? [" ", $0, " "] : [$0] }
  }

  private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x4e00...0x9fff, 0x3400...0x4dbf, 0x20000...0x2a6df, 0x2a700...0x2b73f, 0x2b740...0x2b81f,
      0x2b820...0x2ceaf, 0xf900...0xfaff, 0x2f800...0x2fa1f:
      true
    default: false
    }
  }

  private enum Kind {
    case letter, number, gap, other

    init(_ scalar: Unicode.Scalar) {
      if scalar.isASCII {
        switch scalar.value {
        case 0x41...0x5a, 0x61...0x7a: self = .letter
        case 0x30...0x39: self = .number
        case 0x09...0x0d, 0x20: self = .gap
        default: self = .other
        }
      } else if PythonText.isLetter(scalar) {
        self = .letter
      } else if PythonText.isNumber(scalar) {
        self = .number
      } else if scalar == "\u{345}" || scalar.properties.isWhitespace {
        // The combining iota is no letter, but its upper case is one: the pattern, which ignores
        // case, finds it in no alternative.
        self = .gap
      } else {
        self = .other
      }
    }
  }

  private static let fixed = [
    "<|startoftext|>", "<|endoftext|>", "'s", "'t", "'re", "'ve", "'m", "'ll", "'d",
  ].map { Array($0.unicodeScalars) }

  /// All matches of the pattern in `text`: a special token, the end of a contraction, a run of
  /// letters, one digit, or a run of anything else but spaces.
  static func matches(_ text: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
    matches(text, text.map(Kind.init)) { rest in fixed.first { begins(rest, with: $0) } }
  }

  /// The pattern by which the fast tokenizer cuts words, of texts in lower case.
  static let fastPattern =
    #"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"#

  private static let contractions = fixed.dropFirst(2)

  /// All matches of `fastPattern` in `text`.
  static func fastMatches(_ text: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
    // Only the slow tokenizer's pattern ignores case.
    let kinds = text.map { $0 == "\u{345}" ? Kind.other : Kind($0) }
    return matches(text, kinds) { rest in contractions.first { rest.starts(with: $0) } }
  }

  /// All matches of a pattern in `text`: a word that `fixed` finds at the start of what is left, or a
  /// run of one kind.
  private static func matches(
    _ text: [Unicode.Scalar], _ kinds: [Kind],
    fixed: (ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar]?
  ) -> [ArraySlice<Unicode.Scalar>] {
    var matches: [ArraySlice<Unicode.Scalar>] = []
    var start = 0
    while start < text.count {
      let end = fixed(text[start...]).map { start + $0.count } ?? runEnd(kinds, from: start)
      if end > start { matches.append(text[start..<end]) }
      start = max(end, start + 1)
    }
    return matches
  }

  /// The end of a run of letters or of others, or of one digit.
  private static func runEnd(_ kinds: [Kind], from start: Int) -> Int {
    switch kinds[start] {
    case .gap: start
    case .number: start + 1
    case .letter: kinds[start...].firstIndex { $0 != .letter } ?? kinds.count
    case .other: kinds[start...].firstIndex { $0 != .other } ?? kinds.count
    }
  }

  /// Whether `text` begins with `word`, case ignored; the long s is a lower case of S.
  private static func begins(_ text: ArraySlice<Unicode.Scalar>, with word: [Unicode.Scalar])
    -> Bool
  {
    guard text.count >= word.count else { return false }
    return zip(text, word).allSatisfy { scalar, expected in
      if scalar == expected { return true }
      if scalar == "\u{17f}" { return expected == "s" }
      return (0x41...0x5a).contains(scalar.value) && scalar.value + 0x20 == expected.value
    }
  }
}

extension Collection where Element: Collection {
  /// The elements' elements, with `separator` between them.
  fileprivate func joined(by separator: Element.Element) -> [Element.Element] {
    var result: [Element.Element] = []
    for (index, part) in enumerated() {
      if index > 0 { result.append(separator) }
      result.append(contentsOf: part)
    }
    return result
  }
}
