/// What tokenizers of pipelines have in common, after transformers' `PreTrainedTokenizerBase`.
public protocol TextTokenizer: Sendable {
  /// The most tokens the model takes, special ones included; nil if there is no limit.
  var modelMaxLength: Int? { get }

  /// The ids of every text, with special tokens, as `tokenizer(texts, …)` gives them.
  ///
  /// - Parameters:
  ///   - padding: to which length every row is padded.
  ///   - maxLength: the length to pad and truncate to, `modelMaxLength` if nil.
  ///   - truncation: whether rows longer than `maxLength` are cut; nil does so only when `maxLength`
  ///     is given without padding, as upstream.
  func encode(
    _ texts: [String], padding: Padding, maxLength: Int?, truncation: Bool?, addSpecialTokens: Bool
  ) throws -> TokenizedText

  /// The text of `ids`, as `tokenizer.decode(ids, …)` gives it.
  ///
  /// - Parameters:
  ///   - skipSpecialTokens: leaves special tokens out.
  ///   - cleanUpSpaces: removes spaces before punctuation; nil is the tokenizer's own setting.
  func decode(_ ids: [Int], skipSpecialTokens: Bool, cleanUpSpaces: Bool?) throws -> String
}

extension TextTokenizer {
  /// The ids of every text with special tokens; see the full method.
  public func encode(
    _ texts: [String], padding: Padding = .none, maxLength: Int? = nil, truncation: Bool? = nil
  ) throws -> TokenizedText {
    try encode(
      texts, padding: padding, maxLength: maxLength, truncation: truncation, addSpecialTokens: true)
  }

  /// The text of `ids`, special tokens included.
  public func decode(_ ids: [Int]) throws -> String {
    try decode(ids, skipSpecialTokens: false, cleanUpSpaces: nil)
  }

  /// The texts of several rows of ids, special tokens included.
  public func batchDecode(_ rows: [[Int]]) throws -> [String] {
    try rows.map { try decode($0) }
  }

  /// The texts that rows of `maxLength` tokens leave out, as diffusers' pipelines report them: what is
  /// between the first `keptLength - 1` tokens and the last one; nil if all texts fit.
  public func truncatedTexts(
    _ texts: [String], maxLength: Int, keptLength: Int
  ) throws -> [String]? {
    let truncated = try encode(texts, padding: .maxLength, maxLength: maxLength, truncation: true)
    let whole = try encode(texts, padding: .longest).ids
    guard let length = whole.first?.count, length >= truncated.ids.first?.count ?? 0,
      whole != truncated.ids
    else { return nil }
    return try batchDecode(whole.map { Array($0.dropLast().dropFirst(keptLength - 1)) })
  }
}

/// How rows of tokens are made equally long, by transformers' names.
public enum Padding: String, Sendable, CaseIterable {
  /// Rows keep their lengths.
  case none = "do_not_pad"
  /// All rows become as long as the longest.
  case longest
  /// All rows become as long as the given or the model's maximum.
  case maxLength = "max_length"
}

/// Token ids and the mask that tells them from padding, a row for each text.
public struct TokenizedText: Sendable, Equatable {
  /// `input_ids`.
  public var ids: [[Int]]
  /// `attention_mask`: 1 for a token, 0 for padding.
  public var attentionMask: [[Int]]

  /// Rows of ids and their masks.
  public init(ids: [[Int]], attentionMask: [[Int]]) {
    self.ids = ids
    self.attentionMask = attentionMask
  }
}
