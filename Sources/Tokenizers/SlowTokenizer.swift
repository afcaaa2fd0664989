import Checkpoints

/// A tokenizer that works as transformers' `PreTrainedTokenizer`: added tokens are found first, what is
/// between them is cut by the class, and ids are looked up by text.
protocol SlowTokenizer: TextTokenizer {
  var registry: TokenRegistry { get }
  var settings: TokenizerSettings { get }
  /// The file that errors about tokens name.
  var file: String { get }
  /// `vocab_size`: the number of tokens without added ones.
  var vocabularySize: Int { get }
  /// `tokenize`: the tokens of a text without special ones.
  func tokens(_ text: String) -> [ExactText]
  /// `convert_tokens_to_ids` of one token.
  func id(_ token: ExactText) -> Int?
  /// The token of the vocabulary that has the id; nil where upstream has None.
  func vocabularyToken(_ id: Int) throws -> ExactText?
  /// `convert_tokens_to_string`.
  func string(_ tokens: [ExactText]) throws -> String
}

extension SlowTokenizer {
  /// `pad_token_id`.
  var padID: Int? { id(of: "pad_token") }

  /// The id of the special token `name`, nil if there is none.
  func id(of name: String) -> Int? { registry.token(name).flatMap { id($0) } }

  /// `tokenizer(texts, …)`, with special tokens put in by `adding`.
  func encodeRows(
    _ texts: [String], padding: Padding, maxLength: Int?, truncation: Bool?, specialCount: Int,
    adding: ([Int]) throws -> [Int]
  ) throws -> TokenizedText {
    let layout = try TokenRows(
      settings, padding: padding, maxLength: maxLength, truncation: truncation, padToken: padID)
    let rows = try texts.map { text in
      let ids = try tokens(text).map(requiredID)
      return try adding(layout.truncated(ids, specialCount: specialCount))
    }
    return layout.padded(rows, padToken: padID ?? 0)
  }

  /// The id of the special token `name`.
  func required(_ name: String) throws -> Int {
    guard let text = registry.token(name) else {
      throw CheckpointError(
        file: file, key: name, problem: "the tokenizer has no \(name)",
        advice: "give it in tokenizer_config.json")
    }
    return try requiredID(text)
  }

  func requiredID(_ token: ExactText) throws -> Int {
    guard let id = id(token) else {
      throw CheckpointError(
        file: file, key: token.string,
        problem: "neither this token nor the unknown token is in the vocabulary")
    }
    return id
  }

  /// `decode(ids, …)`.
  func decodeTokens(
    _ ids: [Int], skipSpecialTokens: Bool, cleanUpSpaces: Bool?
  ) throws -> String {
    var parts: [String] = []
    var pending: [ExactText] = []
    let separate = separateTokens
    let skipped = skipSpecialTokens ? Set(registry.specialTokens.compactMap { id($0) }) : []
    for id in ids where !skipped.contains(id) {
      guard let token = try token(id) else {
        throw PythonError(
          type: .typeError,
          message: "sequence item \(pending.count): expected str instance, NoneType found")
      }
      if skipSpecialTokens, registry.specialTokens.contains(token) { continue }
      if separate.contains(token) {
        if !pending.isEmpty {
          let text = try string(pending)
          if !text.isEmpty { parts.append(text) }
          pending = []
        }
        parts.append(token.string)
      } else {
        pending.append(token)
      }
    }
    if !pending.isEmpty { parts.append(try string(pending)) }
    return settings.cleaned(parts.joined(separator: " "), cleanUpSpaces)
  }

  private func token(_ id: Int) throws -> ExactText? {
    try registry.tokens[id].map { ExactText($0.content) } ?? vocabularyToken(id)
  }

  /// Added tokens that stand apart in decoded texts: the ones that are not special, and additional
  /// ones outside of the vocabulary.
  private var separateTokens: Set<ExactText> {
    Set(registry.ids.keys).subtracting(registry.specialTokens)
      .union(registry.additionalTokens.filter { (id($0) ?? 0) >= vocabularySize })
  }
}
