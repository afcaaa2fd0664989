import Checkpoints

/// How rows of ids are cut to a length and padded: `PreTrainedTokenizerBase.prepare_for_model` and `pad`.
struct TokenRows {
  /// The longest row that is ever made, so that a wrong limit in a file cannot exhaust the memory.
  static let longestRow = 1 << 20

  let padding: Padding
  let maxLength: Int?
  let truncates: Bool
  let settings: TokenizerSettings

  /// Settles the length as `_get_padding_truncation_strategies` does.
  init(
    _ settings: TokenizerSettings, padding: Padding, maxLength: Int?, truncation: Bool?,
    padToken: Int?
  ) throws {
    var padding = padding
    var maxLength = maxLength
    var truncates = truncation ?? (maxLength != nil && padding == .none)
    if maxLength == nil, padding == .maxLength || truncates {
      if let limit = settings.modelMaxLength {
        maxLength = limit
      } else {
        if padding == .maxLength { padding = .none }
        truncates = false
      }
    }
    if padding != .none, padToken == nil {
      throw PythonError(
        type: .valueError,
        message: "Asking to pad but the tokenizer does not have a padding token. "
          + "Please select a token to use as `pad_token` "
          + "`(tokenizer.pad_token = tokenizer.eos_token e.g.)` or add a new pad token via "
          + "`tokenizer.add_special_tokens({'pad_token': '[PAD]'})`.")
    }
    if padding == .maxLength, let maxLength, maxLength > Self.longestRow {
      throw CheckpointError(
        file: "tokenizer_config.json", key: "model_max_length",
        problem: "cannot pad to \(maxLength) tokens",
        advice: "give the length that the text encoder's max_position_embeddings allows")
    }
    self.padding = padding
    self.maxLength = maxLength
    self.truncates = truncates
    self.settings = settings
  }

  /// A row without its last or first ids if it would be too long with `specialCount` more.
  ///
  /// If there are not enough ids to take away, nothing is, as upstream.
  func truncated(_ ids: [Int], specialCount: Int) -> [Int] {
    guard truncates, let maxLength, maxLength != 0 else { return ids }
    let excess = ids.count + specialCount - maxLength
    guard excess > 0, excess < ids.count else { return ids }
    return settings.truncatesLeft ? Array(ids.dropFirst(excess)) : Array(ids.dropLast(excess))
  }

  /// A row as fast tokenizers cut it: to what special tokens leave, be it nothing. A limit that is too
  /// small for these cuts nothing.
  func fastTruncated(_ ids: [Int], specialCount: Int) -> [Int] {
    guard truncates, let maxLength, maxLength >= specialCount else { return ids }
    let room = maxLength - specialCount
    return Array(settings.truncatesLeft ? ids.suffix(room) : ids.prefix(room))
  }

  /// All rows, padded with `padToken`, and their masks.
  func padded(_ rows: [[Int]], padToken: Int) -> TokenizedText {
    let target: Int? =
      switch padding {
      case .none: nil
      case .longest: rows.map(\.count).max()
      case .maxLength: maxLength
      }
    var result = TokenizedText(ids: [], attentionMask: [])
    for row in rows {
      let fill = max(0, (target ?? 0) - row.count)
      let pads = [Int](repeating: padToken, count: fill)
      let zeros = [Int](repeating: 0, count: fill)
      let ones = [Int](repeating: 1, count: row.count)
      result.ids.append(settings.padsLeft ? pads + row : row + pads)
      result.attentionMask.append(settings.padsLeft ? zeros + ones : ones + zeros)
    }
    return result
  }
}
