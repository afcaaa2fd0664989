import Checkpoints
public import Foundation

/// CLIP's tokenizer as huggingface's `tokenizers` has it: the `CLIPTokenizerFast` of transformers 4.57.
///
/// It differs from `CLIPTokenizer` in Chinese characters, which do not stand alone, in control
/// characters, which stay, and in the lower case of a few letters.
public struct CLIPTokenizerFast: TextTokenizer {
  private let tokenizer: FastTokenizer<BytePairModel>

  private static let startText = "<|startoftext|>"
  private static let endText = "<|endoftext|>"

  /// Reads the tokenizer from a folder of a checkpoint: `tokenizer.json`, or, if that is missing,
  /// `vocab.json` and `merges.txt`; and the files beside it.
  ///
  /// - Throws: `CheckpointError` or `JSONError` that names the file.
  public init(folder: URL) throws {
    let url = folder.appending(path: "tokenizer.json")
    if FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) {
      try self.init(file: TokenizerFile(contentsOf: url), TokenizerSettings(folder: folder))
    } else {
      try self.init(converting: CLIPTokenizer(folder: folder))
    }
  }

  private init(file: TokenizerFile, _ settings: TokenizerSettings) throws {
    let part = try file.requiredPart("model")
    let special = SpecialTokens(
      settings,
      defaults: [
        "bos_token": .plain(Self.startText), "eos_token": .plain(Self.endText),
        "unk_token": .plain(Self.endText), "pad_token": .plain(Self.endText),
      ])
    var tokenizer = FastTokenizer(
      try BytePairModel(part), settings, special, file: file.file)
    try tokenizer.readParts(file)
    guard case .sequence = tokenizer.preTokenizer else {
      throw CheckpointError(
        file: file.file, key: "pre_tokenizer",
        problem: "the tokenizer was made by transformers before 4.17.0",
        advice: "load it with from_slow=True and save it again")
    }
    self.init(tokenizer)
  }

  /// `CLIPConverter`: the slow tokenizer's vocabulary and merges.
  private init(converting slow: CLIPTokenizer) throws {
    let model = try BytePairModel(
      slow.vocabulary.ids, slow.vocabulary.pairs, unknown: slow.registry.token("unk_token"),
      suffix: ExactText("</w>"), file: slow.file)
    var tokenizer = FastTokenizer(
      model, slow.settings, CLIPTokenizer.specialTokens(slow.settings), file: slow.file)
    tokenizer.normalizer = .sequence([.nfc, .replace(.whiteSpace, with: [" "]), .lowercase])
    tokenizer.preTokenizer = .sequence([.words, .byteLevel])
    tokenizer.decoder = .byteLevel
    tokenizer.template = FastTemplate(
      before: [try slow.required("bos_token")], after: [try slow.required("eos_token")])
    self.init(tokenizer)
  }

  private init(_ tokenizer: FastTokenizer<BytePairModel>) {
    var tokenizer = tokenizer
    tokenizer.addTokens()
    self.tokenizer = tokenizer
  }

  /// `model_max_length` of the configuration; nil if there is none.
  public var modelMaxLength: Int? { tokenizer.settings.modelMaxLength }

  /// The id of the start token, nil if the tokenizer has none.
  public var bosTokenID: Int? { tokenizer.id(of: "bos_token") }

  /// The id of the end token, nil if the tokenizer has none.
  public var eosTokenID: Int? { tokenizer.id(of: "eos_token") }

  /// The id that rows are padded with, nil if the tokenizer has none.
  public var padTokenID: Int? { tokenizer.padID }

  /// `vocab_size`: the number of tokens without added ones.
  public var vocabularySize: Int { tokenizer.model.count }

  /// The ids of every text between the start and the end token, as `tokenizer(texts, …)`.
  ///
  /// - Throws: transformers' `ValueError` if there is no padding token.
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
    var text = try tokenizer.decode(ids, skipSpecialTokens: skipSpecialTokens)
    let suffix = tokenizer.model.suffix.string
    if !suffix.isEmpty { text = PythonText.replacing(suffix, with: " ", in: text) }
    return tokenizer.settings.cleaned(PythonText.stripped(text), cleanUpSpaces)
  }
}
