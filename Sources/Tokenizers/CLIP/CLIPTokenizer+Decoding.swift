import Checkpoints

extension CLIPTokenizer {
  /// The text of `ids`, as `tokenizer.decode(ids, …)`.
  ///
  /// - Throws: Python's `TypeError` for an id that nobody knows, its `KeyError` for a token with a
  ///   character that stands for no byte.
  public func decode(
    _ ids: [Int], skipSpecialTokens: Bool, cleanUpSpaces: Bool?
  ) throws -> String {
    try decodeTokens(ids, skipSpecialTokens: skipSpecialTokens, cleanUpSpaces: cleanUpSpaces)
  }

  /// `convert_tokens_to_string`: the bytes of the tokens, read as UTF-8.
  func string(_ tokens: [ExactText]) throws -> String {
    var bytes: [UInt8] = []
    for scalar in tokens.flatMap(\.scalars) {
      guard let byte = ByteAlphabet.bytes[scalar] else {
        throw PythonError(type: .keyError, message: String(scalar).pythonRepr)
      }
      bytes.append(byte)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return PythonText.stripped(PythonText.replacing("</w>", with: " ", in: text))
  }
}

extension TextTokenizer {
  /// What diffusers' pipelines log when `prompts` do not fit a CLIP encoder, nil if they do.
  public func truncationWarning(_ prompts: [String]) throws -> String? {
    guard let limit = modelMaxLength,
      let removed = try truncatedTexts(prompts, maxLength: limit, keptLength: limit)
    else { return nil }
    return
      "The following part of your input was truncated because CLIP can only handle sequences up"
      + " to \(limit) tokens: \(removed.pythonRepr)"
  }
}
