import Checkpoints

/// A part of a text that the model cuts by itself.
struct FastPiece: Sendable, Equatable {
  var text: [Unicode.Scalar]
  /// Whether the whole text begins with it.
  var isFirst: Bool
}

/// When a space is put in front of a part of a text.
enum PrependScheme: String, Sendable {
  case first, never, always
}

/// How a text is cut before the model sees it, as the pre-tokenizers of huggingface's `tokenizers`.
indirect enum FastPreTokenizer: Sendable {
  case sequence([FastPreTokenizer])
  /// Spaces become a mark; a part begins at every mark.
  case metaspace(mark: Unicode.Scalar, scheme: PrependScheme, splits: Bool)
  /// Parts between white space.
  case whitespaceSplit
  /// CLIP's words.
  case words
  /// Bytes, each as a character of `ByteAlphabet`.
  case byteLevel

  func callAsFunction(_ piece: FastPiece) -> [FastPiece] {
    switch self {
    case .sequence(let steps):
      return steps.reduce([piece]) { pieces, step in pieces.flatMap { step($0) } }
    case .metaspace(let mark, let scheme, let splits):
      return Self.marked(piece, mark, scheme, splits)
    case .whitespaceSplit:
      return Self.pieces(
        piece, piece.text.split(whereSeparator: { $0.properties.isWhitespace }))
    case .words:
      return Self.pieces(piece, CLIPWords.fastMatches(piece.text))
    case .byteLevel:
      let bytes = PythonText.string(piece.text).utf8
      return [
        FastPiece(text: bytes.map { ByteAlphabet.characters[Int($0)] }, isFirst: piece.isFirst)
      ]
    }
  }

  private static func pieces(
    _ piece: FastPiece, _ parts: [ArraySlice<Unicode.Scalar>]
  ) -> [FastPiece] {
    parts.map { FastPiece(text: Array($0), isFirst: piece.isFirst && $0.startIndex == 0) }
  }

  private static func marked(
    _ piece: FastPiece, _ mark: Unicode.Scalar, _ scheme: PrependScheme, _ splits: Bool
  ) -> [FastPiece] {
    var text = piece.text.map { $0 == " " ? mark : $0 }
    let isWanted = scheme == .always || scheme == .first && piece.isFirst
    if isWanted, text.first != mark { text.insert(mark, at: 0) }
    guard splits else { return [FastPiece(text: text, isFirst: piece.isFirst)] }
    var parts: [ArraySlice<Unicode.Scalar>] = []
    var start = 0
    for index in text.indices.dropFirst() where text[index] == mark {
      parts.append(text[start..<index])
      start = index
    }
    if start < text.count { parts.append(text[start...]) }
    return pieces(piece, parts)
  }
}

extension FastPreTokenizer {
  /// Reads a `pre_tokenizer` of a `tokenizer.json`.
  init(_ part: TokenizerFile) throws(CheckpointError) {
    switch part.type {
    case "Sequence":
      var steps: [FastPreTokenizer] = []
      for step in try part.parts("pretokenizers") { steps.append(try FastPreTokenizer(step)) }
      self = .sequence(steps)
    case "Metaspace":
      let (mark, scheme) = try part.metaspace()
      self = .metaspace(mark: mark, scheme: scheme, splits: try part.flag("split") ?? true)
    case "WhitespaceSplit": self = .whitespaceSplit
    case "ByteLevel":
      guard try part.flag("add_prefix_space") == false else {
        throw part.error("add_prefix_space", "false", part.members["add_prefix_space"] ?? .null)
      }
      self = .byteLevel
    case "Split":
      guard part.members["pattern"]?["Regex"]?.stringValue == CLIPWords.fastPattern,
        part.members["behavior"]?.stringValue == "Removed", try part.flag("invert") == true
      else { throw part.unsupported("pre-tokenizer with this pattern,") }
      self = .words
    default: throw part.unsupported("pre-tokenizer")
    }
  }
}

extension TokenizerFile {
  /// The options of a `Metaspace`, also as older versions wrote them.
  func metaspace() throws(CheckpointError) -> (mark: Unicode.Scalar, scheme: PrependScheme) {
    let scalars = try string("replacement").unicodeScalars
    guard let mark = scalars.first, scalars.count == 1 else {
      throw error("replacement", "one character", members["replacement"] ?? .null)
    }
    let name = members["prepend_scheme"] ?? .string("always")
    guard let scheme = name.stringValue.flatMap(PrependScheme.init) else {
      throw error("prepend_scheme", "\"first\", \"never\" or \"always\"", name)
    }
    return (mark, try flag("add_prefix_space") == false ? .never : scheme)
  }
}
