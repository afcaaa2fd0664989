import Checkpoints

extension CLIPTokenizer {
  /// The text of `ids`, as `tokenizer.decode(ids, …)`.
  ///
  /// - Throws: Python's `TypeError` for an id that nobody knows, its `KeyError` for a token with a
  ///   character that stands for no byte.
  public func decode(
    _ ids: [Int], skipSpecialTokens: Bool, cleanUpSpaces: Bool?
  ) throws -> String {
    var parts: [String] = []
    var pending: [ExactText] = []
    let separate = separateTokens
    for id in ids {
      if skipSpecialTokens, isSpecial(id) { continue }
      guard let token = token(id) else {
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
        parts.append(PythonText.string(token.scalars))
      } else {
        pending.append(token)
      }
    }
    if !pending.isEmpty { parts.append(try string(pending)) }
    let text = parts.joined(separator: " ")
    return cleanUpSpaces ?? settings.cleansUpSpaces ? Self.cleaned(text) : text
  }

  /// What diffusers' pipelines log when `prompts` do not fit, nil if they do.
  public func truncationWarning(_ prompts: [String]) throws -> String? {
    guard let limit = modelMaxLength else { return nil }
    let truncated = try encode(prompts, padding: .maxLength, maxLength: limit, truncation: true).ids
    let whole = try encode(prompts, padding: .longest).ids
    guard let length = whole.first?.count, length >= truncated.first?.count ?? 0,
      whole != truncated
    else { return nil }
    let removed = try batchDecode(whole.map { Array($0.dropLast().dropFirst(limit - 1)) })
    return
      "The following part of your input was truncated because CLIP can only handle sequences up"
      + " to \(limit) tokens: \(PythonText.representation(removed))"
  }

  private func token(_ id: Int) -> ExactText? {
    registry.tokens[id].map { ExactText($0.content) } ?? vocabulary.texts[id]
  }

  /// Whether `id` is among `all_special_ids`.
  private func isSpecial(_ id: Int) -> Bool {
    registry.specialTokens.contains { self.id($0) == id }
  }

  /// Added tokens that stand apart in decoded texts: the ones that are not special, and additional
  /// ones outside of the vocabulary.
  private var separateTokens: Set<ExactText> {
    Set(registry.ids.keys).subtracting(registry.specialTokens)
      .union(registry.additionalTokens.filter { (id($0) ?? 0) >= vocabularySize })
  }

  /// `convert_tokens_to_string`: the bytes of the tokens, read as UTF-8.
  private func string(_ tokens: [ExactText]) throws -> String {
    var bytes: [UInt8] = []
    for scalar in tokens.flatMap(\.scalars) {
      guard let byte = ByteAlphabet.bytes[scalar] else {
        throw PythonError(type: .keyError, message: PythonText.representation(String(scalar)))
      }
      bytes.append(byte)
    }
    let text = PythonText.replacing("</w>", with: " ", in: String(decoding: bytes, as: UTF8.self))
    let scalars = PythonText.rightStripped(PythonText.leftStripped(Array(text.unicodeScalars)))
    return PythonText.string(scalars)
  }

  /// `clean_up_tokenization`.
  private static func cleaned(_ text: String) -> String {
    let replacements = [
      (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"),
      (" 'm", "'m"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ]
    return replacements.reduce(text) { PythonText.replacing($1.0, with: $1.1, in: $0) }
  }
}
