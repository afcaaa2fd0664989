import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import Tokenizers

/// Folders that hold no usable tokenizer, and the fast tokenizer's file alone.
@Suite struct CLIPTokenizerFilesTests {
  static let good = [
    "vocab.json": #"{"a": 0, "a</w>": 1, "<|startoftext|>": 2, "<|endoftext|>": 3}"#,
    "merges.txt": "#version: 0.2\n",
  ]

  private func tokenizer(_ files: [String: String]) throws -> CLIPTokenizer {
    let folder = FileManager.default.temporaryDirectory.appending(path: "clip-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    return try CLIPTokenizer(folder: folder)
  }

  @Test(arguments: [
    ("no files", [:], "no vocab.json"),
    ("no merges", ["vocab.json": "{}"], "no vocab.json with merges.txt"),
    (
      "vocabulary is a list", ["vocab.json": "[]", "merges.txt": ""],
      "expected an object, found an array"
    ),
    (
      "id is a string", ["vocab.json": #"{"a": "0"}"#, "merges.txt": ""],
      "\"a\": expected an id, found a string"
    ),
    ("id is negative", ["vocab.json": #"{"a": -1}"#, "merges.txt": ""], "expected an id"),
    ("vocabulary is no JSON", ["vocab.json": "{", "merges.txt": ""], "vocab.json:1"),
    (
      "length is a string",
      good.merging(["tokenizer_config.json": #"{"model_max_length": "77"}"#]) { $1 },
      "model_max_length"
    ),
    (
      "side is unknown",
      good.merging(["tokenizer_config.json": #"{"padding_side": "middle"}"#]) { $1 },
      "current value: middle"
    ),
    (
      "flag is a number",
      good.merging(["tokenizer_config.json": #"{"split_special_tokens": 1}"#]) { $1 },
      "expected true or false"
    ),
    (
      "token is a number", good.merging(["tokenizer_config.json": #"{"bos_token": 1}"#]) { $1 },
      "\"bos_token\": expected a token"
    ),
    (
      "token is an untyped object",
      good.merging(["tokenizer_config.json": #"{"bos_token": {"content": "a"}}"#]) { $1 }, "__type"
    ),
    (
      "token has no content",
      good.merging(["special_tokens_map.json": #"{"pad_token": {}}"#]) { $1 }, "content"
    ),
    (
      "added token is a string",
      good.merging(["tokenizer_config.json": #"{"added_tokens_decoder": {"4": "x"}}"#]) { $1 },
      "added_tokens_decoder.4"
    ),
    (
      "added id is no number",
      good.merging(["tokenizer_config.json": #"{"added_tokens_decoder": {"x": {"content": "x"}}}"#])
      { $1 }, "added_tokens_decoder.x"
    ),
    (
      "added tokens are a list", good.merging(["added_tokens.json": "[1]"]) { $1 },
      "added_tokens.json: expected an object"
    ),
    ("fast file without a model", ["tokenizer.json": "{}"], "no tokenizer.json"),
    ("fast file of another kind", ["tokenizer.json": #"{"model": {"vocab": []}}"#], "byte pairs"),
  ])
  func refuses(_ row: (name: String, files: [String: String], message: String)) {
    #expect { try tokenizer(row.files) } throws: { error in
      "\(error)".contains(row.message)
    }
  }

  @Test func theUnknownTokenMustBeKnown() throws {
    let tokenizer = try tokenizer(["vocab.json": #"{"<|startoftext|>": 2}"#, "merges.txt": ""])
    #expect(throws: CheckpointError.self) { try tokenizer.encode(["b"]) }
  }

  @Test func refusesToPadToAnAbsurdLength() throws {
    let tokenizer = try tokenizer(
      Self.good.merging(["tokenizer_config.json": #"{"model_max_length": 1000000000000}"#]) { $1 })
    #expect(throws: CheckpointError.self) { try tokenizer.encode(["a"], padding: .maxLength) }
    #expect(try tokenizer.encode(["a"], padding: .longest).ids == [[2, 1, 3]])
  }

  @Test(arguments: [true, false])
  func readsTheFastTokenizersFileAlone(_ isPairs: Bool) throws {
    let variant = try #require(CLIPGolden.variants.first)
    let golden = try CLIPGolden.shared.get()
    let lines = variant.merges.split(separator: "\n").dropFirst()
    let merges: [JSONValue] = lines.map { line in
      isPairs
        ? .array(line.split(separator: " ").map { .string(String($0)) }) : .string(String(line))
    }
    let fast: JSONValue = ["model": ["vocab": variant.vocabulary, "merges": .array(merges)]]
    let tokenizer = try tokenizer(["tokenizer.json": fast.serialized()])
    for (text, ids) in zip(golden.texts, golden.ids).prefix(300) {
      #expect(try tokenizer.encode([text]).ids.map { $0.dropFirst().dropLast() } == [ids[...]])
    }
  }

  @Test(arguments: [
    [
      "vocab.json": #"{"<|startoftext|>": 0, "<|endoftext|>": 9223372036854775807}"#,
      "merges.txt": "",
    ],
    ["tokenizer.json": #"{"model": {"vocab": {"<|endoftext|>": 4294967296}, "merges": []}}"#],
  ])
  func hugeIDsOfFastTokenizersAreNamed(_ files: [String: String]) throws {
    let folder = try TemporaryFolder()
    for (name, text) in files { try folder.write(text, name) }
    let error = try #require(throws: CheckpointError.self) {
      try CLIPTokenizerFast(folder: folder.url)
    }
    #expect(error.key == "<|endoftext|>")
    #expect(error.problem.hasSuffix("is larger than 4294967295"))
  }
}
