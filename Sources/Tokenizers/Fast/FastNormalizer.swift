import Checkpoints
import Foundation

/// What is done to the parts of a text between added tokens, as the normalisers of huggingface's
/// `tokenizers`.
indirect enum FastNormalizer: Sendable {
  case sequence([FastNormalizer])
  /// SentencePiece's rules.
  case precompiled(Charsmap)
  /// Takes white space away.
  case strip(left: Bool, right: Bool)
  case replace(FastPattern, with: [Unicode.Scalar])
  case nfc
  case lowercase

  func callAsFunction(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
    switch self {
    case .sequence(let steps): steps.reduce(text) { $1($0) }
    case .precompiled(let charsmap): Self.replaced(text, by: charsmap)
    case .strip(let left, let right): Self.stripped(text, left, right)
    case .replace(let pattern, let content): pattern.replacing(text, with: content)
    case .nfc: PythonText.composed(text)
    case .lowercase: PythonText.lowercased(text, inWords: false)
    }
  }

  private static func stripped(
    _ text: [Unicode.Scalar], _ left: Bool, _ right: Bool
  ) -> [Unicode.Scalar] {
    var rest = text[...]
    if left { rest = rest.drop { $0.properties.isWhitespace } }
    if right {
      rest = rest.prefix(upTo: (rest.lastIndex { !$0.properties.isWhitespace } ?? -1) + 1)
    }
    return Array(rest)
  }

  /// Replaces whole graphemes of less than six bytes, and characters in longer or unknown ones. Unlike
  /// in SentencePiece the shortest rule at the start of a grapheme decides about all of it.
  private static func replaced(
    _ text: [Unicode.Scalar], by charsmap: Charsmap
  ) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(text.count)
    func replacement(_ bytes: [UInt8]) -> String? {
      let end = bytes.firstIndex(of: 0) ?? bytes.count
      return charsmap.shortest(bytes, 0..<end).map {
        String(decoding: charsmap.replacement($0), as: UTF8.self)
      }
    }
    for grapheme in PythonText.string(text) {
      let scalars = grapheme.unicodeScalars
      if scalars.count > 1, grapheme.utf8.count < 6, let text = replacement(Array(grapheme.utf8)) {
        result += text.unicodeScalars
        continue
      }
      for scalar in scalars {
        if let text = replacement(Array(scalar.utf8Bytes)) {
          result += text.unicodeScalars
        } else {
          result.append(scalar)
        }
      }
    }
    return result
  }
}

/// What is looked for in a text, as far as known tokenizers ask for it.
enum FastPattern: Sendable {
  case text([Unicode.Scalar])
  /// The regular expression ` {2,}`.
  case spaces
  /// The regular expression `\s+`.
  case whiteSpace

  /// Reads `{"String": …}` or `{"Regex": …}`.
  init(_ part: TokenizerFile) throws(CheckpointError) {
    if let text = part.members["String"]?.stringValue {
      self = .text(Array(text.unicodeScalars))
      return
    }
    switch part.members["Regex"]?.stringValue {
    case " {2,}": self = .spaces
    case "\\s+": self = .whiteSpace
    default:
      throw CheckpointError(
        file: part.file, key: part.key, problem: "this pattern is not supported")
    }
  }

  /// The text with every match replaced by `content`.
  func replacing(
    _ text: [Unicode.Scalar], with content: [Unicode.Scalar]
  ) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      let length = matchLength(text, index)
      if length > 0 {
        result += content
        index += length
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }

  private func matchLength(_ text: [Unicode.Scalar], _ index: Int) -> Int {
    switch self {
    case .text(let pattern):
      return text[index...].starts(with: pattern) ? pattern.count : 0
    case .spaces:
      let count = text[index...].prefix { $0 == " " }.count
      return count >= 2 ? count : 0
    case .whiteSpace:
      return text[index...].prefix { $0.properties.isWhitespace }.count
    }
  }
}

extension Unicode.Scalar {
  /// The character in UTF-8.
  var utf8Bytes: some Collection<UInt8> { Unicode.UTF8.encode(self) ?? .init() }
}

extension FastNormalizer {
  /// Reads a `normalizer` of a `tokenizer.json`.
  init(_ part: TokenizerFile) throws(CheckpointError) {
    switch part.type {
    case "Sequence":
      var steps: [FastNormalizer] = []
      for step in try part.parts("normalizers") { steps.append(try FastNormalizer(step)) }
      self = .sequence(steps)
    case "Precompiled":
      let text = try part.string("precompiled_charsmap")
      guard let content = Data(base64Encoded: text) else {
        throw part.error("precompiled_charsmap", "base64", .string(text))
      }
      self = .precompiled(try Charsmap(Array(content), file: part.file))
    case "Strip":
      self = .strip(
        left: try part.flag("strip_left") ?? true, right: try part.flag("strip_right") ?? true)
    case "Replace":
      let pattern = try part.requiredPart("pattern")
      let content = try part.string("content")
      self = .replace(try FastPattern(pattern), with: Array(content.unicodeScalars))
    case "NFC": self = .nfc
    case "Lowercase": self = .lowercase
    default: throw part.unsupported("normalizer")
    }
  }
}
