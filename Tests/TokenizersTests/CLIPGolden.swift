import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import Tokenizers

/// What transformers' slow CLIPTokenizer makes of thousands of texts, in several configurations.
struct CLIPGolden: Sendable {
  let texts: [String]
  let ids: [[Int]]
  let batches: [[String]]
  let layouts: [JSONValue]
  let variants: [Variant]

  struct Variant: CustomTestStringConvertible, Sendable {
    let value: JSONValue
    let vocabulary: JSONValue
    let merges: String

    var testDescription: String { value["name"]?.stringValue ?? "" }

    /// The tokenizer, from files written as its JSON says.
    func tokenizer(hidden: Set<String> = []) throws -> CLIPTokenizer {
      let folder = FileManager.default.temporaryDirectory.appending(
        path: "clip-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      var files: JSONObject = ["vocab.json": vocabulary, "merges.txt": .string(merges)]
      files = files.merging(value["files"]?.objectValue ?? [:])
      for (name, content) in files where !hidden.contains(name) {
        let text = content.stringValue ?? content.serialized()
        try Data(text.utf8).write(to: folder.appending(path: name))
      }
      return try CLIPTokenizer(folder: folder)
    }

    func rows(_ key: String) -> [JSONValue] { value[key]?.arrayValue ?? [] }
  }

  static let shared = Result { try CLIPGolden() }

  static var variants: [Variant] { (try? shared.get().variants) ?? [] }

  private init() throws {
    let folder = Repository.golden.appending(path: "units/clip_tokenizer")
    let shared = try JSONValue.load(contentsOf: folder.appending(path: "texts.json"))
    let variants = try JSONValue.load(contentsOf: folder.appending(path: "variants.json"))
    texts = shared["texts"]?.arrayValue?.compactMap(\.stringValue) ?? []
    ids = shared["ids"]?.arrayValue?.map(\.ints) ?? []
    batches =
      shared["batches"]?.arrayValue?.map { $0.arrayValue?.compactMap(\.stringValue) ?? [] } ?? []
    layouts = shared["layouts"]?.arrayValue ?? []
    self.variants = (variants.arrayValue ?? []).map {
      Variant(
        value: $0, vocabulary: shared["vocab"] ?? .null,
        merges: shared["merges"]?.stringValue ?? "")
    }
  }
}

extension JSONValue {
  /// The elements of an array of integers.
  var ints: [Int] { arrayValue?.compactMap(\.intValue) ?? [] }
}
