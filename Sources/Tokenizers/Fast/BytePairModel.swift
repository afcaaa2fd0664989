import Checkpoints

/// `BPE` of huggingface's `tokenizers`, whose words end in a suffix: byte pairs, without a cache.
struct BytePairModel: FastModel {
  private let known: [ExactText: Int]
  private let texts: [Int: ExactText]
  private let pairs: BytePairMerger
  private let inner: [Unicode.Scalar: UInt32]
  private let final: [Unicode.Scalar: UInt32]
  private let unknown: UInt32?
  /// What the last character of a word is followed by.
  let suffix: ExactText

  /// - Throws: `CheckpointError` if the unknown token is none of the vocabulary, or an id has more
  ///   than 32 bits, as `tokenizers` refuses it.
  init(
    _ known: [ExactText: Int], _ pairs: BytePairMerger, unknown: ExactText?, suffix: ExactText,
    file: String
  ) throws(CheckpointError) {
    var pairs = pairs
    if let unknown, known[unknown] == nil {
      throw CheckpointError(
        file: file, key: "unk_token", problem: "the unknown token is not in the vocabulary")
    }
    if let (text, id) = known.first(where: { $0.value > Int(UInt32.max) }) {
      throw CheckpointError(
        file: file, key: text.string, problem: "the id \(id) is larger than \(UInt32.max)")
    }
    var inner: [Unicode.Scalar: UInt32] = [:]
    var final: [Unicode.Scalar: UInt32] = [:]
    for text in known.keys {
      guard let first = text.scalars.first else { continue }
      if text.scalars.count == 1 { inner[first] = pairs.symbol(text) }
      if text.scalars.dropFirst().elementsEqual(suffix.scalars) {
        final[first] = pairs.symbol(text)
      }
    }
    self.unknown = unknown.map { pairs.symbol($0) }
    self.known = known
    self.inner = inner
    self.final = final
    self.suffix = suffix
    self.pairs = pairs
    texts = Dictionary(known.map { ($1, $0) }, uniquingKeysWith: { $1 })
  }

  var count: Int { known.count }

  func id(_ token: ExactText) -> Int? { known[token] }

  func token(_ id: Int) -> ExactText? { texts[id] }

  func ids(_ text: [Unicode.Scalar]) -> [Int] {
    let symbols = text.enumerated().compactMap { index, scalar in
      (index == text.count - 1 ? final[scalar] : inner[scalar]) ?? unknown
    }
    return pairs.merged(symbols).compactMap { known[pairs.symbols[Int($0)]] }
  }
}

extension BytePairModel {
  /// Reads a `model` of a `tokenizer.json`.
  ///
  /// - Throws: `CheckpointError` for options that CLIP's tokenizers do not have, and for merges of
  ///   tokens that are not in the vocabulary.
  init(_ part: TokenizerFile) throws(CheckpointError) {
    for name in ["fuse_unk", "byte_fallback", "ignore_merges"] {
      guard try part.flag(name) != true else { throw part.unsupported("model with \(name)") }
    }
    let prefix = part.members["continuing_subword_prefix"]?.stringValue ?? ""
    guard part.type == "BPE" || part.type.isEmpty, prefix.isEmpty,
      part.members["dropout"]?.isNull ?? true
    else { throw part.unsupported("model") }
    let known = try Self.vocabulary(part)
    var pairs = BytePairMerger()
    for (rank, merge) in try part.array("merges").enumerated() {
      let texts =
        merge.arrayValue?.compactMap(\.stringValue)
        ?? merge.stringValue?.split(separator: " ", omittingEmptySubsequences: false).map(
          String.init) ?? []
      let tokens = texts.map { ExactText($0) }
      guard tokens.count == 2, known[tokens[0]] != nil, known[tokens[1]] != nil,
        known[ExactText(tokens[0].scalars + tokens[1].scalars)] != nil
      else { throw part.error("merges.\(rank)", "two tokens of the vocabulary", merge) }
      pairs.addMerge(tokens[0], tokens[1], rank: rank)
    }
    try self.init(
      known, pairs, unknown: part.members["unk_token"]?.stringValue.map { ExactText($0) },
      suffix: ExactText(part.members["end_of_word_suffix"]?.stringValue ?? ""), file: part.file)
  }

  private static func vocabulary(_ part: TokenizerFile) throws(CheckpointError) -> [ExactText: Int]
  {
    var known: [ExactText: Int] = [:]
    let value = part.members["vocab"] ?? .null
    guard let members = value.objectValue else { throw part.error("vocab", "an object", value) }
    for (text, id) in members {
      guard let id = id.intValue, id >= 0 else { throw part.error("vocab.\(text)", "an id", id) }
      known[ExactText(text)] = id
    }
    return known
  }
}
