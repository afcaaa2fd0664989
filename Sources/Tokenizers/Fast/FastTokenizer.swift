import Checkpoints
import Foundation

/// A tokenizer of huggingface's `tokenizers`, with what transformers' `PreTrainedTokenizerFast` adds.
struct FastTokenizer<Model: FastModel>: Sendable {
  let file: String
  let model: Model
  var normalizer: FastNormalizer?
  var preTokenizer: FastPreTokenizer?
  var template = FastTemplate()
  var decoder: FastDecoder?
  var added = AddedVocabulary()
  private(set) var settings: TokenizerSettings
  private(set) var special: SpecialTokens

  /// A tokenizer around `model`, still without parts.
  init(_ model: Model, _ settings: TokenizerSettings, _ special: SpecialTokens, file: String) {
    self.file = file
    self.model = model
    self.settings = settings
    self.special = special
  }

  /// Takes the parts from a `tokenizer.json`.
  mutating func readParts(_ file: TokenizerFile) throws {
    normalizer = try file.part("normalizer").map { try FastNormalizer($0) }
    preTokenizer = try file.part("pre_tokenizer").map { try FastPreTokenizer($0) }
    template = try file.part("post_processor").map { try FastTemplate($0) } ?? FastTemplate()
    decoder = try file.part("decoder").map { try FastDecoder($0) }
    for token in try file.parts("added_tokens") {
      added.add(
        [try AddedToken(token.members, file: token.file, key: token.key)], to: model)
    }
  }

  /// `PreTrainedTokenizerFast.__init__`: tokens that the files describe and special tokens are added
  /// unless they are there just so.
  mutating func addTokens() {
    let present = Set(added.tokens.values)
    var tokens = settings.addedTokens.sorted { $0.id < $1.id }.map(\.token)
      .filter { !present.contains($0) }
    var known = Set(tokens)
    let texts = Set(added.ids.keys).union(tokens.map { ExactText($0.content) })
    for token in special.all {
      let new: AddedToken
      switch token {
      case .plain(let content):
        if texts.contains(ExactText(content)) { continue }
        new = AddedToken(content)
      case .configured(let token):
        if known.contains(token) { continue }
        new = token
      }
      tokens.append(new)
      known.insert(new)
    }
    let specialTexts = Set(special.all.map { ExactText($0.content) })
    let plain = Set(special.all.compactMap { $0.isPlain ? ExactText($0.content) : nil })
    tokens = tokens.map { token in
      var token = token
      let text = ExactText(token.content)
      token.isSpecial = token.isSpecial || specialTexts.contains(text)
      if plain.contains(text), !texts.contains(text) { token.isNormalized = !token.isSpecial }
      return token
    }
    added.add(tokens, to: model)
    added.prepareSearch(normalizer)
  }

  /// `convert_tokens_to_ids` of one token.
  func id(_ token: ExactText) -> Int? {
    added.ids[token] ?? model.id(token)
      ?? special.named["unk_token"].flatMap {
        let unknown = ExactText($0.content)
        return added.ids[unknown] ?? model.id(unknown)
      }
  }

  /// `pad_token_id`.
  var padID: Int? { id(of: "pad_token") }

  /// The id of the special token `name`.
  func id(of name: String) -> Int? {
    special.named[name].flatMap { id(ExactText($0.content)) }
  }

  /// The ids of a text without special tokens.
  func ids(_ text: String) throws -> [Int] {
    let scalars = Array(text.unicodeScalars)
    var ids: [Int] = []
    for part in added.parts(scalars, ignoresSpecialTokens: settings.splitsSpecialTokens) {
      switch part {
      case .token(let id): ids.append(id)
      case .text(let text):
        let normalized = normalizer?(Array(text)) ?? Array(text)
        try append(normalized, isFirst: text.startIndex == 0, to: &ids)
      }
    }
    return ids
  }

  private func append(
    _ text: [Unicode.Scalar], isFirst: Bool, to ids: inout [Int]
  ) throws {
    let ignores = settings.splitsSpecialTokens
    for part in added.normalizedParts(text, ignoresSpecialTokens: ignores) {
      switch part {
      case .token(let id): ids.append(id)
      case .text(let text):
        let piece = FastPiece(text: Array(text), isFirst: isFirst && text.startIndex == 0)
        for piece in preTokenizer?(piece) ?? [piece] { ids += try model.ids(piece.text) }
      }
    }
  }

  /// `tokenizer(texts, …)`.
  func encode(
    _ texts: [String], padding: Padding, maxLength: Int?, truncation: Bool?, addSpecialTokens: Bool
  ) throws -> TokenizedText {
    let layout = try TokenRows(
      settings, padding: padding, maxLength: maxLength, truncation: truncation, padToken: padID)
    let template = addSpecialTokens ? template : FastTemplate()
    let rows = try texts.map { text in
      template.before + layout.fastTruncated(try ids(text), specialCount: template.count)
        + template.after
    }
    return layout.padded(rows, padToken: padID ?? 0)
  }

  /// `decode(ids, …)`, not cleaned up: ids that nobody knows are left out.
  func decode(_ ids: [Int], skipSpecialTokens: Bool) throws -> String {
    guard ids.allSatisfy({ $0 >= 0 && $0 <= Int(UInt32.max) }) else {
      throw PythonError(
        type: .overflowError, message: "out of range integral type conversion attempted")
    }
    let tokens = ids.compactMap { id in
      added.tokens[id].map { ExactText($0.content) } ?? model.token(id)
    }.filter { !skipSpecialTokens || !added.specialTokens.contains($0) }
    return decoder?(tokens) ?? tokens.map(\.string).joined(separator: " ")
  }
}
