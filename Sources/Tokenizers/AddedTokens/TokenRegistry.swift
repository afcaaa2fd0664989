import OrderedCollections

/// The added and the special tokens of a tokenizer, and the search for them in texts.
///
/// Upstream: `PreTrainedTokenizer` of transformers 4.57.
struct TokenRegistry: Sendable {
  /// `added_tokens_decoder`.
  private(set) var tokens: [Int: AddedToken] = [:]
  /// `added_tokens_encoder`.
  private(set) var ids: [ExactText: Int] = [:]
  /// `all_special_tokens`.
  private(set) var specialTokens: Set<ExactText> = []
  /// `additional_special_tokens`.
  private(set) var additionalTokens: [ExactText] = []
  private let named: [String: ExactText]
  private let splitsSpecialTokens: Bool
  private var trie = TokenTrie()

  /// Registers the tokens of `settings`, over a vocabulary that knows `vocabularyID` of texts.
  ///
  /// - Parameters:
  ///   - special: the special tokens. They are registered again, even over a description in the files,
  ///     as upstream.
  ///   - predefined: tokens that the tokenizer's class has at fixed ids, which the files may change.
  init(
    _ settings: TokenizerSettings, special: SpecialTokens,
    predefined: [(id: Int, token: AddedToken)] = [], vocabularyCount: Int,
    vocabularyID: (ExactText) -> Int?
  ) {
    var ordered: OrderedDictionary<Int, AddedToken> = [:]
    for (id, token) in predefined + settings.addedTokens { ordered[id] = token }
    for (id, token) in ordered {
      tokens[id] = token
      ids[ExactText(token.content)] = id
    }
    splitsSpecialTokens = settings.splitsSpecialTokens
    named = special.named.mapValues { ExactText($0.content) }
    additionalTokens = special.additional.map { ExactText($0.content) }
    specialTokens = Set(special.all.map { ExactText($0.content) })

    register(special.all, vocabularyCount, vocabularyID)
    for token in tokens.values { trie.insert(token.content) }
  }

  /// `_add_tokens(…, special_tokens=True)`: a text that is in no vocabulary gets the next id.
  private mutating func register(
    _ special: [TokenizerSettings.SpecialToken], _ vocabularyCount: Int,
    _ vocabularyID: (ExactText) -> Int?
  ) {
    var next = vocabularyCount + ids.keys.count { vocabularyID($0) == nil }
    for item in special where !item.content.isEmpty {
      let text = ExactText(item.content)
      var token: AddedToken
      switch item {
      case .plain(let content):
        if ids[text] != nil { continue }
        token = AddedToken(content)
      case .configured(let configured): token = configured
      }
      token.isSpecial = true
      let id: Int
      if let known = ids[text] ?? vocabularyID(text) {
        id = known
      } else {
        id = next
        next += 1
      }
      tokens[id] = token
      ids[text] = id
    }
  }

  /// The text of a named special token, nil if it is not set.
  func token(_ name: String) -> ExactText? { named[name] }

  /// A part of a text: one of the added tokens, or what is between them.
  enum Part: Equatable {
    case token(ExactText)
    case text([Unicode.Scalar])
  }

  /// The parts of `text`, with white space around tokens removed where they ask for that.
  func parts(of text: [Unicode.Scalar]) -> [Part] {
    if splitsSpecialTokens {
      return text.isEmpty ? [] : [part(text, isSearched: false)]
    }
    var pieces = trie.split(text)
    for index in pieces.indices {
      let piece = pieces[index]
      guard let id = ids[ExactText(piece)], let token = tokens[id] else { continue }
      let hasLeft = index > 0
      let hasRight = index + 1 < pieces.count
      let left = hasLeft ? pieces[index - 1] : []
      let right = hasRight ? pieces[index + 1] : []
      if token.stripsRight, !right.isEmpty {
        pieces[index + 1] = PythonText.leftStripped(right)
      }
      if token.stripsLeft, !left.isEmpty {
        pieces[index - 1] = PythonText.rightStripped(left)
      }
      guard token.isSingleWord else { continue }
      if let last = left.last, last != " " {
        pieces[index - 1] += piece
        pieces[index] = []
      } else if let first = right.first, first != " " {
        pieces[index + 1] = piece + pieces[index + 1]
        pieces[index] = []
      }
    }
    return pieces.filter { !$0.isEmpty }.map { part($0, isSearched: true) }
  }

  private func part(_ text: [Unicode.Scalar], isSearched: Bool) -> Part {
    let exact = ExactText(text)
    return isSearched && ids[exact] != nil ? .token(exact) : .text(text)
  }
}
