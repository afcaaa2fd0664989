import Checkpoints

/// The special tokens around a text, as the post-processors of huggingface's `tokenizers`.
struct FastTemplate: Sendable {
  var before: [Int] = []
  var after: [Int] = []

  /// How many tokens are added.
  var count: Int { before.count + after.count }

  init(before: [Int] = [], after: [Int] = []) {
    self.before = before
    self.after = after
  }

  /// Reads a `post_processor` of a `tokenizer.json`.
  init(_ part: TokenizerFile) throws(CheckpointError) {
    switch part.type {
    case "TemplateProcessing": try readTemplate(part)
    case "RobertaProcessing":
      before = [try Self.id(part, "cls")]
      after = [try Self.id(part, "sep")]
    default: throw part.unsupported("post-processor")
    }
  }

  private static func id(_ part: TokenizerFile, _ name: String) throws(CheckpointError) -> Int {
    let pair = try part.array(name)
    guard pair.count == 2, let id = pair[1].intValue, id >= 0 else {
      throw part.error(name, "a token and its id", .array(pair))
    }
    return id
  }

  private mutating func readTemplate(_ part: TokenizerFile) throws(CheckpointError) {
    let tokens = try part.part("special_tokens")?.members ?? [:]
    var hasText = false
    for item in try part.array("single") {
      if item["Sequence"] != nil, !hasText {
        hasText = true
        continue
      }
      let name = item["SpecialToken"]?["id"]?.stringValue
      guard let ids = name.flatMap({ tokens[$0]?["ids"]?.arrayValue?.map(\.intValue) }),
        !ids.contains(where: { $0 == nil || ($0 ?? 0) < 0 })
      else { throw part.error("single", "one text and known special tokens", item) }
      if hasText {
        after += ids.compactMap { $0 }
      } else {
        before += ids.compactMap { $0 }
      }
    }
    guard hasText else { throw part.error("single", "a text", .null) }
  }
}
