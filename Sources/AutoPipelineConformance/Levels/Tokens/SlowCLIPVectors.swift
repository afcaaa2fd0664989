import Checkpoints
import Foundation

/// `Golden/units/clip_tokenizer`: the slow CLIPTokenizer, with the ids of thousands of texts.
struct SlowCLIPVectors: TokenVectors {
  private let shared: JSONValue
  private let variant: JSONValue

  let className = "CLIPTokenizer"
  let textArguments: JSONValue = ["add_special_tokens": false]

  var name: String { variant["name"]?.stringValue ?? "" }

  /// A configuration for each variant in `folder`.
  static func all(in folder: URL) throws -> [SlowCLIPVectors] {
    let shared = try JSONValue.load(contentsOf: folder.appending(path: "texts.json"))
    let variants = try JSONValue.load(contentsOf: folder.appending(path: "variants.json"))
    return (variants.arrayValue ?? []).map { SlowCLIPVectors(shared: shared, variant: $0) }
  }

  var layouts: [TokenLayout] {
    TokenLayout.all(shared["layouts"], shared["batches"], variant["layouts"])
  }

  func write(to folder: URL) throws {
    let own: JSONObject = [
      "vocab.json": shared["vocab"] ?? .null, "merges.txt": shared["merges"] ?? .null,
    ]
    for (name, content) in own.merging(variant["files"]?.objectValue ?? [:]) {
      let text = content.stringValue ?? content.serialized()
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
  }

  /// A variant has the shared ids but for those of texts that it changes.
  func texts(_: URL) throws -> [(text: String, ids: JSONValue)] {
    var changed: [Int: JSONValue] = [:]
    for row in variant["changed"]?.arrayValue ?? [] {
      guard let index = row[0]?.intValue, let row = row.arrayValue else { continue }
      changed[index] = .array(Array(row.dropFirst()))
    }
    let isPartial = variant["partial"]?.boolValue ?? false
    return zip(shared["texts"]?.strings ?? [], shared["ids"]?.arrayValue ?? []).enumerated()
      .compactMap { index, pair in
        if let ids = changed[index] { return (pair.0, ids) }
        return isPartial ? nil : (pair.0, pair.1)
      }
  }
}
