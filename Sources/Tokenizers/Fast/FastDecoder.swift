import Checkpoints

/// How tokens become a text again, as the decoders of huggingface's `tokenizers`.
enum FastDecoder: Sendable {
  /// Marks become spaces; those of the first token go away if one was put in front.
  case metaspace(mark: Unicode.Scalar, scheme: PrependScheme)
  /// Characters of `ByteAlphabet` become bytes of UTF-8.
  case byteLevel

  func callAsFunction(_ tokens: [ExactText]) -> String {
    switch self {
    case .metaspace(let mark, let scheme):
      let parts = tokens.enumerated().map { index, token in
        let isDropped = index == 0 && scheme != .never
        return token.scalars.compactMap { $0 != mark ? $0 : isDropped ? nil : " " }
      }
      return PythonText.string(parts.joined())
    case .byteLevel:
      let bytes = tokens.flatMap { token in
        // A token with a character that stands for no byte is a text already.
        let bytes = token.scalars.compactMap { ByteAlphabet.bytes[$0] }
        return bytes.count == token.scalars.count ? bytes : Array(token.string.utf8)
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Reads a `decoder` of a `tokenizer.json`.
  init(_ part: TokenizerFile) throws(CheckpointError) {
    switch part.type {
    case "Metaspace":
      let (mark, scheme) = try part.metaspace()
      self = .metaspace(mark: mark, scheme: scheme)
    case "ByteLevel": self = .byteLevel
    default: throw part.unsupported("decoder")
    }
  }
}
