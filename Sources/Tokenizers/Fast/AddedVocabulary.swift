/// The added tokens of a fast tokenizer and the search for them, as `AddedVocabulary` of huggingface's
/// `tokenizers`.
struct AddedVocabulary: Sendable {
  /// The tokens by id.
  private(set) var tokens: [Int: AddedToken] = [:]
  /// The ids by text.
  private(set) var ids: [ExactText: Int] = [:]
  /// The texts of special tokens.
  private(set) var specialTokens: Set<ExactText> = []
  /// All that were ever added.
  private var history: [AddedToken] = []
  /// The highest of `ids`.
  private var lastID = -1
  private var plainTrie = TokenTrie()
  private var normalizedTrie = TokenTrie()
  private var normalizedIDs: [ExactText: Int] = [:]

  /// Adds tokens: one that the model or an earlier addition knows keeps its id.
  mutating func add(_ new: [AddedToken], to model: some FastModel) {
    for token in new where token.isSpecial && !token.content.isEmpty {
      specialTokens.insert(ExactText(token.content))
    }
    for token in new where !token.content.isEmpty {
      let text = ExactText(token.content)
      if let id = ids[text], tokens[id] == token { continue }
      let id = ids[text] ?? model.id(text) ?? max(model.count, lastID + 1)
      lastID = max(lastID, id)
      ids[text] = id
      tokens[id] = token
      history.append(token)
    }
  }

  /// Readies the search; tokens that ask for it are looked for in normalised texts.
  mutating func prepareSearch(_ normalizer: FastNormalizer?) {
    plainTrie = TokenTrie()
    normalizedTrie = TokenTrie()
    normalizedIDs = [:]
    for token in history {
      let text = ExactText(token.content)
      guard token.isNormalized else {
        plainTrie.insert(token.content)
        continue
      }
      let normalized = normalizer?(text.scalars) ?? text.scalars
      normalizedTrie.insert(PythonText.string(normalized))
      if normalizedIDs[ExactText(normalized)] == nil {
        normalizedIDs[ExactText(normalized)] = ids[text]
      }
    }
  }

  /// A part of a text: an added token, or what is between them.
  enum Part {
    case token(Int)
    case text(ArraySlice<Unicode.Scalar>)
  }

  /// The parts of a text as it is written.
  func parts(_ text: [Unicode.Scalar], ignoresSpecialTokens: Bool) -> [Part] {
    parts(text, plainTrie, ids, ignoresSpecialTokens)
  }

  /// The parts of a normalised text.
  func normalizedParts(_ text: [Unicode.Scalar], ignoresSpecialTokens: Bool) -> [Part] {
    parts(text, normalizedTrie, normalizedIDs, ignoresSpecialTokens)
  }

  private func parts(
    _ text: [Unicode.Scalar], _ trie: TokenTrie, _ known: [ExactText: Int], _ ignoresSpecial: Bool
  ) -> [Part] {
    var parts: [Part] = []
    var done = 0
    var index = 0
    while index < text.count {
      guard let length = trie.longestMatch(text, at: index) else {
        index += 1
        continue
      }
      var (start, stop) = (index, index + length)
      index = stop
      guard let id = known[ExactText(Array(text[start..<stop]))], let token = tokens[id] else {
        continue
      }
      if ignoresSpecial, specialTokens.contains(ExactText(token.content)) { continue }
      if token.isSingleWord {
        let touches =
          start > 0 && text[start - 1].isWord || stop < text.count && text[stop].isWord
        if touches { continue }
      }
      if token.stripsLeft {
        let last = text[..<start].lastIndex { !$0.properties.isWhitespace } ?? -1
        start = max(last + 1, done)
      }
      if token.stripsRight {
        stop += text[stop...].prefix { $0.properties.isWhitespace }.count
      }
      if done < start { parts.append(.text(text[done..<start])) }
      parts.append(.token(id))
      done = stop
    }
    if done < text.count { parts.append(.text(text[done...])) }
    return parts
  }
}

extension Unicode.Scalar {
  /// `\w` of regular expressions.
  fileprivate var isWord: Bool {
    if properties.isAlphabetic || properties.isJoinControl { return true }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .spacingMark, .decimalNumber, .connectorPunctuation:
      return true
    default: return false
    }
  }
}
