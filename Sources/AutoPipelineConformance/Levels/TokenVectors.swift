import Checkpoints
import Foundation

/// What transformers' CLIPTokenizer makes of thousands of texts: `Golden/units/clip_tokenizer`.
struct TokenVectors: Sendable {
  static let className = "CLIPTokenizer"

  let layouts: [JSONValue]
  let batches: [[String]]
  let variants: [JSONValue]
  private let texts: [String]
  private let ids: [JSONValue]
  private let vocabulary: JSONValue
  private let merges: JSONValue

  init(folder: URL) throws {
    let shared = try JSONValue.load(contentsOf: folder.appending(path: "texts.json"))
    let table = try JSONValue.load(contentsOf: folder.appending(path: "variants.json"))
    texts = (shared["texts"]?.arrayValue ?? []).compactMap(\.stringValue)
    ids = shared["ids"]?.arrayValue ?? []
    layouts = shared["layouts"]?.arrayValue ?? []
    batches = (shared["batches"]?.arrayValue ?? []).map {
      ($0.arrayValue ?? []).compactMap(\.stringValue)
    }
    vocabulary = shared["vocab"] ?? .null
    merges = shared["merges"] ?? .null
    variants = table.arrayValue ?? []
  }

  /// Writes the files of a variant's tokenizer.
  func write(_ variant: JSONValue, to folder: URL) throws {
    try ResultFolder(folder).create()
    let own: JSONObject = ["vocab.json": vocabulary, "merges.txt": merges]
    for (name, content) in own.merging(variant["files"]?.objectValue ?? [:]) {
      let text = content.stringValue ?? content.serialized()
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
  }

  /// The texts with the ids that they have in a variant, special tokens left out.
  func expectedIDs(of variant: JSONValue) -> [(text: String, ids: JSONValue)] {
    var changed: [Int: JSONValue] = [:]
    for row in variant["changed"]?.arrayValue ?? [] {
      guard let index = row[0]?.intValue, let row = row.arrayValue else { continue }
      changed[index] = .array(Array(row.dropFirst()))
    }
    let isPartial = variant["partial"]?.boolValue ?? false
    return zip(texts, ids).enumerated().compactMap { index, pair in
      if let ids = changed[index] { return (pair.0, ids) }
      return isPartial ? nil : (pair.0, pair.1)
    }
  }
}
