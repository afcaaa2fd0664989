import Checkpoints

/// Cuts texts into the pieces of a unigram model and puts them together again, as sentencepiece's
/// `SentencePieceProcessor`.
///
/// T. Kudo: Subword Regularization (2018).
struct SentencePieceUnigram: UnigramScores {
  let model: SentencePieceModel
  let trie: ByteTrie
  let unknownScore: Double
  private let unknown: Int
  private let reserved: [ExactText: Int]
  private let normalizer: SentencePieceNormalizer
  private let bytePieces: [Int]

  /// Readies `model` for use.
  ///
  /// - Throws: `CheckpointError` for what sentencepiece refuses: pieces that occur twice, no or two
  ///   unknown pieces, bytes that are missing; and for models that are not unigram ones.
  init(_ model: SentencePieceModel) throws(CheckpointError) {
    func error(_ problem: String) -> CheckpointError {
      CheckpointError(file: model.file, problem: problem, advice: "fetch the file again")
    }
    guard model.algorithm == .unigram else {
      throw error("holds a model of \(model.algorithm), not a unigram model")
    }
    var reserved: [ExactText: Int] = [:]
    var seen: Set<ExactText> = []
    var unknown: Int?
    var least = Float.greatestFiniteMagnitude
    for (id, piece) in model.pieces.enumerated() {
      switch piece.kind {
      case .normal, .userDefined, .unused:
        guard seen.insert(piece.text).inserted else {
          throw error("the piece \(piece.text.string.pythonRepr) is there twice")
        }
      case .unknown, .control, .byte:
        guard reserved.updateValue(id, forKey: piece.text) == nil else {
          throw error("the piece \(piece.text.string.pythonRepr) is there twice")
        }
      }
      if piece.kind == .unknown {
        guard unknown == nil else { throw error("there are two unknown pieces") }
        unknown = id
      }
      if piece.kind == .normal { least = min(least, piece.score) }
    }
    guard let unknown else { throw error("there is no unknown piece") }
    bytePieces = try Self.bytePieces(model, reserved)
    self.model = model
    self.unknown = unknown
    self.reserved = reserved
    unknownScore = Double(least - 10)
    let isSearched: Set<SentencePieceModel.Kind> = [.normal, .userDefined, .unused]
    let entries = model.pieces.enumerated().map { (key: $1.bytes, value: $0) }
    trie = ByteTrie(entries.filter { isSearched.contains(model.pieces[$0.value].kind) })
    normalizer = SentencePieceNormalizer(
      model,
      symbols: ByteTrie(entries.filter { model.pieces[$0.value].kind == .userDefined }))
  }

  private static func bytePieces(_ model: SentencePieceModel, _ reserved: [ExactText: Int])
    throws(CheckpointError) -> [Int]
  {
    guard model.hasByteFallback else {
      guard !model.pieces.contains(where: { $0.kind == .byte }) else {
        throw CheckpointError(
          file: model.file, problem: "there are byte pieces, but byte_fallback is false")
      }
      return []
    }
    var pieces: [Int] = []
    for byte in 0...255 {
      guard let id = reserved[ExactText(byteText(byte))], model.pieces[id].kind == .byte else {
        throw CheckpointError(
          file: model.file, problem: "byte_fallback is true, but \(byteText(byte)) is missing")
      }
      pieces.append(id)
    }
    return pieces
  }

  /// The text of the piece for a byte.
  static func byteText(_ byte: Int) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return "<0x\(digits.count == 1 ? "0" : "")\(digits)>"
  }

  var unknownID: Int? { unknown }

  func score(_ id: Int, length: Int) -> Double? {
    switch model.pieces[id].kind {
    case .unused: nil
    // Better than any sum of logarithms of probabilities; sentencepiece 0.2.3 does not ask for the
    // piece's own score.
    case .userDefined: 0.1 * Double(length) - 0.1
    default: Double(model.pieces[id].score)
    }
  }

  static func kept(_ score: Double) -> Double { Double(Float(score)) }

  /// The pieces of `text`: neighbouring unknown characters are one piece, or bytes if the model has
  /// such.
  func pieces(_ text: some Sequence<Unicode.Scalar>) -> [ExactText] {
    let normalized = normalizer.normalized(Array(PythonText.string(text).utf8))
    var pieces: [ExactText] = []
    var unknownStart: Int?
    func closeUnknown(_ end: Int) {
      guard let start = unknownStart else { return }
      pieces.append(ExactText(String(decoding: normalized[start..<end], as: UTF8.self)))
      unknownStart = nil
    }
    for (range, id) in bestPath(normalized) ?? [] {
      if id != unknown {
        closeUnknown(range.lowerBound)
        pieces.append(model.pieces[id].text)
      } else if model.hasByteFallback {
        pieces += normalized[range].map { model.pieces[bytePieces[Int($0)]].text }
      } else if unknownStart == nil {
        unknownStart = range.lowerBound
      }
    }
    closeUnknown(normalized.count)
    return pieces
  }

  /// `PieceToId`: the id of a piece, that of the unknown one for any other text.
  func id(_ piece: ExactText) -> Int {
    if let id = reserved[piece] { return id }
    return trie.value(of: piece.string.utf8) ?? unknown
  }
}

extension SentencePieceUnigram {
  /// The text that `pieces` stand for.
  func text(_ pieces: [ExactText]) -> String {
    var text: [UInt8] = []
    var bytes: [UInt8] = []
    var isAtStart = true
    var hasDroppedSpace = false
    for piece in pieces {
      let id = id(piece)
      if model.pieces[id].kind == .byte, let byte = bytePieces.firstIndex(of: id) {
        bytes.append(UInt8(byte))
        continue
      }
      text += Self.characters(bytes)
      bytes = []
      if hasDroppedSpace || !text.isEmpty { isAtStart = false }
      let surface: [UInt8]
      (surface, hasDroppedSpace) = self.surface(piece, id, isAtStart)
      text += surface
    }
    text += Self.characters(bytes)
    return String(decoding: text, as: UTF8.self)
  }

  /// The characters that `bytes` are in UTF-8, each byte that belongs to none as U+FFFD.
  private static func characters(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = bytes[...]
    while let first = rest.first {
      let width = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
      let character = rest.prefix(width)
      if String(validating: character, as: UTF8.self)?.unicodeScalars.count == 1 {
        result += character
        rest = rest.dropFirst(width)
      } else {
        result += [0xef, 0xbf, 0xbd]
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// What a piece looks like in a text, and whether a space at the text's start was left out for good.
  private func surface(_ piece: ExactText, _ id: Int, _ isAtStart: Bool) -> ([UInt8], Bool) {
    let bytes = Array(piece.string.utf8)
    switch model.pieces[id].kind {
    case .control: return ([], false)
    case .unknown: return (model.pieces[id].text == piece ? model.unknownSurface : bytes, false)
    default: break
    }
    var rest = bytes[...]
    var isDropped = false
    if isAtStart, model.addsDummyPrefix || model.removesExtraSpaces,
      bytes.starts(with: SentencePieceNormalizer.spaceMark)
    {
      rest = rest.dropFirst(SentencePieceNormalizer.spaceMark.count)
      isDropped = !model.removesExtraSpaces
    }
    let text = String(decoding: rest, as: UTF8.self)
    return (Array(PythonText.replacing("\u{2581}", with: " ", in: text).utf8), isDropped)
  }
}
