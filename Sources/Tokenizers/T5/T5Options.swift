import Checkpoints
import Foundation

/// The arguments of T5's tokenizers, slow and fast, as `tokenizer_config.json` gives them.
struct T5Options {
  /// `extra_ids`: how many tokens `<extra_id_0>`, … stand behind the vocabulary.
  let extraCount: Int
  /// `legacy`.
  let isLegacy: Bool
  /// `add_prefix_space`.
  let addsPrefixSpace: Bool
  /// Whether the configuration says so itself: then a fast tokenizer's file does not count.
  let hasPrefixSpaceFlag: Bool
  /// How many extra tokens the slow tokenizer has at fixed ids.
  let predefinedCount: Int

  /// The special tokens that both tokenizers have by themselves.
  static let specialTokens: [String: TokenizerSettings.SpecialToken] = [
    "eos_token": .plain("</s>"), "unk_token": .plain("<unk>"), "pad_token": .plain("<pad>"),
  ]

  /// Reads the options, and puts the extra tokens among the additional special ones of `settings`.
  ///
  /// - Throws: `CheckpointError` that names the key; transformers' `ValueError` if the additional
  ///   special tokens hold another number of extra ones.
  init(_ settings: inout TokenizerSettings, _ folder: URL) throws {
    let file = TokenizerSettings.configFile(folder)
    extraCount = try Self.extraCount(settings.config, file)
    isLegacy = try settings.flag("legacy", folder) ?? true
    let prefixSpace = try settings.flag("add_prefix_space", folder)
    hasPrefixSpaceFlag = prefixSpace != nil
    // A null counts as false, as in Python.
    addsPrefixSpace = prefixSpace ?? (settings.config["add_prefix_space"] == nil)
    for (name, value) in settings.config["sp_model_kwargs"]?.objectValue ?? [:]
    where value.boolValue == true {
      throw CheckpointError(
        file: file, key: "sp_model_kwargs", problem: "the option \(name) is not supported")
    }
    let extra = (0..<extraCount).map { "<extra_id_\($0)>" }
    guard let given = settings.additional else {
      settings.additional = extra.map { .plain($0) }
      predefinedCount = extraCount
      return
    }
    let known = given.map(\.content).filter { $0.contains("<extra_id_") }
    predefinedCount = known.count
    if known.isEmpty {
      settings.additional = given + extra.map { .plain($0) }
    } else if extraCount > 0, extraCount != known.count {
      throw PythonError(
        type: .valueError,
        message: "Both extra_ids (\(extraCount)) and additional_special_tokens"
          + " (\(given.map(\.content).pythonRepr)) are provided to T5Tokenizer. In"
          + " this case the additional_special_tokens must include the extra_ids tokens")
    }
  }

  private static func extraCount(_ config: JSONObject, _ file: String) throws -> Int {
    guard let value = config["extra_ids"] else { return 100 }
    guard let count = value.intValue, count <= 1 << 16 else {
      throw CheckpointError(
        file: file, key: "extra_ids", problem: "expected a number of tokens, found \(value.kind)")
    }
    return max(0, count)
  }

  /// Where the SentencePiece model of a folder lies.
  static func modelURL(_ folder: URL) throws -> URL {
    let url = folder.appending(path: "spiece.model")
    guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false)) else {
      throw CheckpointError(
        file: folder.path(percentEncoded: false), problem: "there is no spiece.model",
        advice: "a T5 tokenizer needs its SentencePiece model; save it again with save_pretrained")
    }
    return url
  }
}
