import Checkpoints
public import Foundation

/// CLIP's tokenizer: lower-cased words as byte pairs, between a start and an end token.
///
/// A. Radford et al.: Learning Transferable Visual Models From Natural Language Supervision (2021).
/// It gives what the slow `CLIPTokenizer` of transformers 4.57 gives without ftfy, for any text.
public struct CLIPTokenizer: TextTokenizer, SlowTokenizer {
  let vocabulary: CLIPVocabulary
  let registry: TokenRegistry
  let settings: TokenizerSettings
  private let byteSymbols: [UInt32]
  private let finalByteSymbols: [UInt32]

  /// Reads the tokenizer from a folder of a checkpoint: `vocab.json`, `merges.txt` (or
  /// `tokenizer.json`), and, as far as they are there, `tokenizer_config.json`,
  /// `special_tokens_map.json` and `added_tokens.json`.
  ///
  /// - Throws: `CheckpointError` or `JSONError` that names the file.
  public init(folder: URL) throws {
    var vocabulary = try CLIPVocabulary(folder: folder)
    let settings = try TokenizerSettings(folder: folder)
    let end: [Unicode.Scalar] = Array("</w>".unicodeScalars)
    byteSymbols = ByteAlphabet.characters.map { vocabulary.symbol(ExactText([$0])) }
    finalByteSymbols = ByteAlphabet.characters.map { vocabulary.symbol(ExactText([$0] + end)) }
    let ids = vocabulary.ids
    let special = Self.specialTokens(settings)
    registry = TokenRegistry(
      settings, special: special, vocabularyCount: ids.count, vocabularyID: { ids[$0] })
    self.vocabulary = vocabulary
    self.settings = settings
  }

  /// The special tokens of the class, with what the files say over them.
  static func specialTokens(_ settings: TokenizerSettings) -> SpecialTokens {
    SpecialTokens(
      settings,
      defaults: [
        "bos_token": .configured(AddedToken(Self.startText)),
        "eos_token": .configured(AddedToken(Self.endText)),
        "unk_token": .configured(AddedToken(Self.endText)),
        "pad_token": .configured(AddedToken(Self.endText)),
      ], registeredAsTokens: ["bos_token", "eos_token", "unk_token"])
  }

  static let startText = "<|startoftext|>"
  static let endText = "<|endoftext|>"

  /// `model_max_length` of the configuration; nil if there is none.
  public var modelMaxLength: Int? { settings.modelMaxLength }

  /// The id of the start token, nil if the tokenizer has none.
  public var bosTokenID: Int? { id(of: "bos_token") }

  /// The id of the end token, nil if the tokenizer has none.
  public var eosTokenID: Int? { id(of: "eos_token") }

  /// The id that rows are padded with, nil if the tokenizer has none.
  public var padTokenID: Int? { padID }

  /// `vocab_size`: the number of tokens without added ones.
  public var vocabularySize: Int { vocabulary.ids.count }

  /// `tokenizer.tokenize(text)`: the tokens of `text` without special ones.
  public func tokenize(_ text: String) -> [String] {
    tokens(text).map { PythonText.string($0.scalars) }
  }

  /// The ids of every text between the start and the end token, as `tokenizer(texts, …)`.
  ///
  /// - Throws: transformers' `ValueError` if there is no padding token; `CheckpointError` if a token
  ///   is in no vocabulary.
  public func encode(
    _ texts: [String], padding: Padding, maxLength: Int?, truncation: Bool?, addSpecialTokens: Bool
  ) throws -> TokenizedText {
    let start = addSpecialTokens ? [try required("bos_token")] : []
    let end = addSpecialTokens ? [try required("eos_token")] : []
    return try encodeRows(
      texts, padding: padding, maxLength: maxLength, truncation: truncation,
      specialCount: start.count + end.count
    ) { start + $0 + end }
  }

  var file: String { vocabulary.file }

  func vocabularyToken(_ id: Int) -> ExactText? { vocabulary.texts[id] }

  /// `convert_tokens_to_ids`: the id of an added token, a token of the vocabulary, or the unknown one.
  func id(_ token: ExactText) -> Int? {
    if let id = registry.ids[token] ?? vocabulary.ids[token] { return id }
    return registry.token("unk_token").flatMap { vocabulary.ids[$0] }
  }

  func tokens(_ text: String) -> [ExactText] {
    registry.parts(of: Array(text.unicodeScalars)).flatMap { part in
      switch part {
      case .token(let token): [token]
      case .text(let text): CLIPWords.words(text).flatMap(bytePairs)
      }
    }
  }

  /// The byte pairs of one word; the two special texts are never taken apart.
  private func bytePairs(_ word: ArraySlice<Unicode.Scalar>) -> [ExactText] {
    if word.first == "<", word.count >= Self.endText.unicodeScalars.count {
      let text = ExactText(Array(word))
      if text == ExactText(Self.startText) || text == ExactText(Self.endText) { return [text] }
    }
    let bytes = Array(PythonText.string(word).utf8)
    var symbols = bytes.map { byteSymbols[Int($0)] }
    if let last = bytes.last { symbols[bytes.count - 1] = finalByteSymbols[Int(last)] }
    return vocabulary.pairs.merged(symbols).map { vocabulary.pairs.symbols[Int($0)] }
  }
}
