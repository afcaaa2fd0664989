import Checkpoints
public import Foundation

/// T5's tokenizer: pieces of a SentencePiece unigram model, an end token behind them.
///
/// C. Raffel et al.: Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer
/// (2020). It gives what the slow `T5Tokenizer` of transformers 4.57 gives with sentencepiece.
public struct T5Tokenizer: TextTokenizer, SlowTokenizer {
  let pieces: SentencePieceUnigram
  let registry: TokenRegistry
  let settings: TokenizerSettings
  /// Whether a space is put in front of every part between added tokens; else only of the text.
  let isLegacy: Bool
  private let addsPrefixSpace: Bool
  private let unknownText: [Unicode.Scalar]
  private let unknownLength: Int

  /// Reads the tokenizer from a folder of a checkpoint: `spiece.model`, and, as far as they are there,
  /// `tokenizer_config.json`, `special_tokens_map.json` and `added_tokens.json`.
  ///
  /// - Throws: `CheckpointError` or `JSONError` that names the file; transformers' `ValueError` about
  ///   `extra_ids`.
  public init(folder: URL) throws {
    var settings = try TokenizerSettings(folder: folder)
    let options = try T5Options(&settings, folder)
    try self.init(
      SentencePieceModel(contentsOf: T5Options.modelURL(folder)), settings, options)
  }

  init(
    _ model: SentencePieceModel, _ settings: TokenizerSettings, _ options: T5Options
  ) throws {
    var model = model
    if !options.isLegacy { model.addsDummyPrefix = false }
    let pieces = try SentencePieceUnigram(model)
    let special = SpecialTokens(
      settings, defaults: T5Options.specialTokens,
      registeredAsTokens: ["eos_token", "unk_token", "pad_token"], asSpecial: true)
    let predefined = (0..<options.predefinedCount).map { index in
      var token = AddedToken("<extra_id_\(index)>", isSpecial: true)
      token.stripsLeft = true
      token.stripsRight = true
      return (id: model.pieces.count - 1 + options.extraCount - index, token: token)
    }
    let texts = Dictionary(
      model.pieces.enumerated().map { ($1.text, $0) }, uniquingKeysWith: { $1 })
    registry = TokenRegistry(
      settings, special: special, predefined: predefined, vocabularyCount: model.pieces.count,
      vocabularyID: { texts[$0] })
    self.pieces = pieces
    self.settings = settings
    isLegacy = options.isLegacy
    addsPrefixSpace = options.addsPrefixSpace
    unknownText = registry.token("unk_token")?.scalars ?? Array("None".unicodeScalars)
    unknownLength = pieces.pieces(unknownText).count
  }

  /// `model_max_length` of the configuration; nil if there is none.
  public var modelMaxLength: Int? { settings.modelMaxLength }

  /// The id of the end token, nil if the tokenizer has none.
  public var eosTokenID: Int? { id(of: "eos_token") }

  /// The id that rows are padded with, nil if the tokenizer has none.
  public var padTokenID: Int? { padID }

  /// `vocab_size`: the number of pieces, without added tokens.
  public var vocabularySize: Int { pieces.model.pieces.count }

  /// `tokenizer.tokenize(text)`: the tokens of `text` without special ones.
  public func tokenize(_ text: String) -> [String] { tokens(text).map(\.string) }

  /// The ids of every text with the end token behind them, as `tokenizer(texts, …)`. A text that ends
  /// with the end token gets no second one.
  ///
  /// - Throws: transformers' `ValueError` if there is no padding token; `CheckpointError` if there is
  ///   no end token.
  public func encode(
    _ texts: [String], padding: Padding, maxLength: Int?, truncation: Bool?, addSpecialTokens: Bool
  ) throws -> TokenizedText {
    let end = addSpecialTokens ? try required("eos_token") : nil
    return try encodeRows(
      texts, padding: padding, maxLength: maxLength, truncation: truncation,
      specialCount: end == nil ? 0 : 1
    ) { ids in
      guard let end, ids.last != end else { return ids }
      return ids + [end]
    }
  }

  /// The text of `ids`, as `tokenizer.decode(ids, …)`.
  ///
  /// - Throws: Python's `IndexError` for an id that nobody knows.
  public func decode(
    _ ids: [Int], skipSpecialTokens: Bool, cleanUpSpaces: Bool?
  ) throws -> String {
    try decodeTokens(ids, skipSpecialTokens: skipSpecialTokens, cleanUpSpaces: cleanUpSpaces)
  }
}

extension T5Tokenizer {
  var file: String { pieces.model.file }

  func id(_ token: ExactText) -> Int? { registry.ids[token] ?? pieces.id(token) }

  func vocabularyToken(_ id: Int) throws -> ExactText? {
    guard pieces.model.pieces.indices.contains(id) else {
      throw PythonError(type: .indexError, message: "OUT_OF_RANGE: piece id is out of range.")
    }
    return pieces.model.pieces[id].text
  }

  private static let mark: Unicode.Scalar = "\u{2581}"

  func tokens(_ text: String) -> [ExactText] {
    var scalars = Array(text.unicodeScalars)
    if isLegacy || scalars.isEmpty { return parts(scalars) }
    scalars = scalars.map { $0 == Self.mark ? " " : $0 }
    if addsPrefixSpace { scalars.insert(Self.mark, at: 0) }
    let tokens = parts(scalars)
    let isMarkAlone =
      tokens.count > 1 && tokens[0].scalars == [Self.mark]
      && registry.specialTokens.contains(tokens[1])
    return isMarkAlone ? Array(tokens.dropFirst()) : tokens
  }

  private func parts(_ text: [Unicode.Scalar]) -> [ExactText] {
    registry.parts(of: text).flatMap { part in
      switch part {
      case .token(let token): [token]
      case .text(let text): pieces(of: text)
      }
    }
  }

  /// `_tokenize`. SentencePiece drops a space at the start, so the unknown token stands in front of it.
  private func pieces(of text: [Unicode.Scalar]) -> [ExactText] {
    guard !isLegacy, text.first == Self.mark || text.first == " " else {
      return pieces.pieces(text)
    }
    let tokens = pieces.pieces(unknownText + text)
    return tokens.count >= unknownLength ? Array(tokens.dropFirst(unknownLength)) : tokens
  }

  func string(_ tokens: [ExactText]) -> String {
    var tokens = tokens
    if addsPrefixSpace, let first = tokens.first, first.scalars.first == Self.mark {
      tokens[0] = ExactText(Array(first.scalars.dropFirst()))
    }
    var text = ""
    var pending: [ExactText] = []
    var isAfterSpecial = false
    for token in tokens {
      if registry.specialTokens.contains(token) {
        if !isAfterSpecial { text += " " }
        text += pieces.text(pending) + token.string
        isAfterSpecial = true
        pending = []
      } else {
        pending.append(token)
        isAfterSpecial = false
      }
    }
    return PythonText.stripped(text + pieces.text(pending))
  }
}
