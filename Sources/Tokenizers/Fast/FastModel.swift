import Checkpoints

/// What cuts a part of a text into tokens of a vocabulary.
protocol FastModel: Sendable {
  /// The number of tokens.
  var count: Int { get }
  /// The id of a token.
  func id(_ token: ExactText) -> Int?
  /// The token with the id.
  func token(_ id: Int) -> ExactText?
  /// The ids of a part of a text.
  func ids(_ text: [Unicode.Scalar]) throws -> [Int]
}

/// `Unigram` of huggingface's `tokenizers`: as SentencePiece's model, but scores are double, every piece
/// may be found in a text, and neighbouring unknown characters are one token.
struct UnigramModel: FastModel, UnigramScores {
  let trie: ByteTrie
  let unknownID: Int?
  let unknownScore: Double
  private let pieces: [(text: ExactText, score: Double)]
  private let known: [ExactText: Int]
  private let hasByteFallback: Bool
  private let file: String

  /// - Throws: `CheckpointError` if the unknown token is none of the pieces.
  init(
    _ pieces: [(text: ExactText, score: Double)], unknownID: Int?, hasByteFallback: Bool,
    file: String
  ) throws(CheckpointError) {
    if let unknownID, !pieces.indices.contains(unknownID) {
      throw CheckpointError(
        file: file, key: "unk_id", problem: "The `unk_id` is larger than vocabulary size")
    }
    self.pieces = pieces
    self.unknownID = unknownID
    self.hasByteFallback = hasByteFallback
    self.file = file
    known = Dictionary(
      pieces.enumerated().map { ($1.text, $0) }, uniquingKeysWith: { $1 })
    trie = ByteTrie(pieces.enumerated().map { (Array($1.text.string.utf8), $0) })
    unknownScore = (pieces.lazy.map(\.score).min() ?? 0) - 10
  }

  func score(_ id: Int, length: Int) -> Double? { pieces[id].score }

  static func kept(_ score: Double) -> Double { score }

  var count: Int { pieces.count }

  func id(_ token: ExactText) -> Int? { known[token] }

  func token(_ id: Int) -> ExactText? { pieces.indices.contains(id) ? pieces[id].text : nil }

  func ids(_ text: [Unicode.Scalar]) throws -> [Int] {
    let bytes = Array(PythonText.string(text).utf8)
    guard let path = bestPath(bytes) else {
      throw CheckpointError(
        file: file, key: "unk_id",
        problem: "Encountered an unknown token but `unk_id` is missing")
    }
    var ids: [Int] = []
    var unknownStart: Int?
    for (range, id) in path + [(bytes.count..<bytes.count, -1)] {
      if id == unknownID {
        unknownStart = unknownStart ?? range.lowerBound
        continue
      }
      if let start = unknownStart {
        ids += unknown(bytes[start..<range.lowerBound])
        unknownStart = nil
      }
      if id >= 0 { ids.append(id) }
    }
    return ids
  }

  /// The ids of a run of unknown characters: that of a token with this very text, those of its bytes, or
  /// the unknown token's.
  private func unknown(_ bytes: ArraySlice<UInt8>) -> [Int] {
    if let id = known[ExactText(String(decoding: bytes, as: UTF8.self))] { return [id] }
    if hasByteFallback {
      let ids = bytes.compactMap { known[ExactText(SentencePieceUnigram.byteText(Int($0)))] }
      if ids.count == bytes.count { return ids }
    }
    return unknownID.map { [$0] } ?? []
  }
}

extension UnigramModel {
  /// Reads a `model` of a `tokenizer.json`.
  init(_ part: TokenizerFile) throws(CheckpointError) {
    var pieces: [(text: ExactText, score: Double)] = []
    for (index, entry) in try part.array("vocab").enumerated() {
      guard let pair = entry.arrayValue, pair.count == 2, let text = pair[0].stringValue,
        let score = pair[1].doubleValue, score.isFinite
      else { throw part.error("vocab.\(index)", "a token and its score", entry) }
      pieces.append((ExactText(text), score))
    }
    let unknown = part.members["unk_id"] ?? .null
    guard unknown.isNull || unknown.intValue != nil else {
      throw part.error("unk_id", "an id", unknown)
    }
    try self.init(
      pieces, unknownID: unknown.intValue, hasByteFallback: try part.flag("byte_fallback") ?? false,
      file: part.file)
  }
}
