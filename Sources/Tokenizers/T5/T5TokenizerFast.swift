import Checkpoints
public import Foundation

/// T5's tokenizer as huggingface's `tokenizers` has it: the `T5TokenizerFast` of transformers 4.57.
///
/// It differs from `T5Tokenizer` in white space, in characters with marks, and in unknown ones.
public struct T5TokenizerFast: TextTokenizer {
  private let tokenizer: FastTokenizer<UnigramModel>

  /// Reads the tokenizer from a folder of a checkpoint: `tokenizer.json`, or, if that is missing or the
  /// configuration says whether to `add_prefix_space`, `spiece.model`; and the files beside it.
  ///
  /// - Throws: `CheckpointError` or `JSONError` that names the file; transformers' `ValueError` about
  ///   `extra_ids`.
  public init(folder: URL) throws {
    var settings = try TokenizerSettings(folder: folder)
    let options = try T5Options(&settings, folder)
    let url = folder.appending(path: "tokenizer.json")
    let hasFile = FileManager.default.fileExists(atPath: url.path(percentEncoded: false))
    if hasFile, !options.hasPrefixSpaceFlag {
      let special = SpecialTokens(settings, defaults: T5Options.specialTokens)
      let file = try TokenizerFile(contentsOf: url)
      let part = try file.requiredPart("model")
      guard part.type == "Unigram" || part.type.isEmpty else { throw part.unsupported("model") }
      var tokenizer = FastTokenizer(try UnigramModel(part), settings, special, file: file.file)
      try tokenizer.readParts(file)
      self.init(tokenizer)
    } else {
      try self.init(converting: folder, settings, options, readsDecoder: !hasFile)
    }
  }

  private init(_ tokenizer: FastTokenizer<UnigramModel>) {
    var tokenizer = tokenizer
    tokenizer.addTokens()
    self.tokenizer = tokenizer
  }

  /// `T5Converter`: the slow tokenizer's model, with the extra tokens in its vocabulary.
  ///
  /// - Parameter readsDecoder: whether the slow tokenizer knows `added_tokens_decoder`.
  private init(
    converting folder: URL, _ settings: TokenizerSettings, _ options: T5Options, readsDecoder: Bool
  ) throws {
    let model = try SentencePieceModel(contentsOf: T5Options.modelURL(folder))
    var slowSettings = settings
    if !readsDecoder { slowSettings.addedTokens = [] }
    let slow = try T5Tokenizer(model, slowSettings, options)

    let pieces = model.pieces.map { ($0.text, Double($0.score)) }
    let extra = (0..<options.extraCount).reversed().map { (ExactText("<extra_id_\($0)>"), 0.0) }
    var tokenizer = FastTokenizer(
      try UnigramModel(
        pieces + extra, unknownID: model.unknownID, hasByteFallback: false, file: model.file),
      settings, SpecialTokens(settings, defaults: T5Options.specialTokens), file: model.file)
    let scheme: PrependScheme =
      !options.addsPrefixSpace ? .never : options.isLegacy ? .always : .first
    tokenizer.normalizer = .sequence(
      (model.charsmap.map { [.precompiled($0)] } ?? [])
        + [.strip(left: false, right: true), .replace(.spaces, with: ["\u{2581}"])])
    tokenizer.preTokenizer = .metaspace(mark: "\u{2581}", scheme: scheme, splits: true)
    tokenizer.decoder = .metaspace(mark: "\u{2581}", scheme: scheme)
    tokenizer.template = FastTemplate(after: [try slow.requiredID(ExactText("</s>"))])
    for piece in model.pieces where piece.kind == .control || piece.kind == .userDefined {
      var token = AddedToken(piece.text.string, isSpecial: piece.kind == .control)
      token.isNormalized = false
      tokenizer.added.add([token], to: tokenizer.model)
    }
    self.init(tokenizer)
  }

  /// `model_max_length` of the configuration; nil if there is none.
  public var modelMaxLength: Int? { tokenizer.settings.modelMaxLength }

  /// The id of the end token, nil if the tokenizer has none.
  public var eosTokenID: Int? { tokenizer.id(of: "eos_token") }

  /// The id that rows are padded with, nil if the tokenizer has none.
  public var padTokenID: Int? { tokenizer.padID }

  /// `vocab_size`: the number of tokens of the model, extra ones included.
  public var vocabularySize: Int { tokenizer.model.count }

  /// The ids of every text with the end token behind them, as `tokenizer(texts, …)`.
  ///
  /// - Throws: transformers' `ValueError` if there is no padding token; `CheckpointError` if there is no
  ///   id for unknown characters.
  public func encode(
    _ texts: [String], padding: Padding, maxLength: Int?, truncation: Bool?, addSpecialTokens: Bool
  ) throws -> TokenizedText {
    try tokenizer.encode(
      texts, padding: padding, maxLength: maxLength, truncation: truncation,
      addSpecialTokens: addSpecialTokens)
  }

  /// The text of `ids`, as `tokenizer.decode(ids, …)`.
  ///
  /// - Throws: Python's `OverflowError` for a negative id.
  public func decode(
    _ ids: [Int], skipSpecialTokens: Bool, cleanUpSpaces: Bool?
  ) throws -> String {
    let text = try tokenizer.decode(ids, skipSpecialTokens: skipSpecialTokens)
    return tokenizer.settings.cleaned(text, cleanUpSpaces)
  }
}
