import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import Tokenizers

/// Files that are missing, broken or made to do harm.
@Suite struct T5FilesTests {
  private static func model() throws -> [UInt8] {
    try Array(
      Data(contentsOf: TokenizerGolden.folder("t5_tokenizer").appending(path: "small.model")))
  }

  private static func bytes(_ number: UInt8, _ content: [UInt8]) -> [UInt8] {
    var count = content.count
    var length: [UInt8] = []
    repeat {
      length.append(UInt8(count & 0x7f) | (count > 0x7f ? 0x80 : 0))
      count >>= 7
    } while count > 0
    return [number << 3 | 2] + length + content
  }

  /// A piece without a score.
  private static func piece(_ text: String, kind: UInt8 = 1) -> [UInt8] {
    bytes(1, bytes(1, Array(text.utf8)) + [0x18, kind])
  }

  private static let broken: [(name: String, content: [UInt8], problem: String)] = [
    ("empty", [], "it has no pieces"),
    ("text", Array("not a model at all".utf8), "is no SentencePiece model"),
    ("endless number", [UInt8](repeating: 0xff, count: 40), "a number without an end"),
    ("huge field", [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], "cut off"),
    ("group", [0x0b, 0x0c], "an unknown kind"),
    ("empty piece", bytes(1, []), "a piece has no text"),
    ("infinite score", bytes(1, [0x0a, 1, 0x61, 0x15, 0, 0, 0x80, 0x7f]), "not finite"),
    ("no unknown piece", piece("a"), "no unknown piece"),
    ("two unknown pieces", piece("<a>", kind: 2) + piece("<b>", kind: 2), "two unknown pieces"),
    ("repeated piece", piece("<unk>", kind: 2) + piece("a") + piece("a"), "is there twice"),
    ("byte without fallback", piece("<unk>", kind: 2) + piece("<0x00>", kind: 6), "byte_fallback"),
    ("missing bytes", piece("<unk>", kind: 2) + bytes(2, [0x98, 0x02, 1]), "<0x00> is missing"),
    ("byte pairs", piece("<unk>", kind: 2) + bytes(2, [0x18, 2]), "not a unigram model"),
    (
      "rules cut off", piece("<unk>", kind: 2) + bytes(3, bytes(2, [0xff, 0xff, 0xff, 0x7f, 1])),
      "rules of normalisation"
    ),
    (
      "denormaliser", piece("<unk>", kind: 2) + bytes(5, bytes(2, [1, 2, 3, 4, 5])),
      "changes decoded texts"
    ),
  ]

  @Test(arguments: broken.map(\.name))
  func brokenModelsAreNamed(_ name: String) throws {
    let row = try #require(Self.broken.first { $0.name == name })
    let folder = try TemporaryFolder()
    try folder.write(row.content, "spiece.model")
    let error = try #require(throws: CheckpointError.self) { try T5Tokenizer(folder: folder.url) }
    #expect(error.problem.contains(row.problem), "\(error)")
    #expect(error.file.hasSuffix("spiece.model"))
  }

  /// A cut model is refused, or it is a smaller one; it never does harm.
  @Test func truncatedModelsAreHarmless() throws {
    let model = try Self.model()
    for length in stride(from: 0, to: model.count, by: 37) {
      let cut = try? SentencePieceUnigram(
        SentencePieceModel(Array(model.prefix(length)), file: "cut"))
      _ = cut?.pieces("a photo of \u{bd} caf\u{e9}".unicodeScalars)
    }
  }

  @Test func alteredModelsAreHarmless() throws {
    let model = try Self.model()
    let text = Array("a photo of \u{bd}\u{ff21} caf\u{e9} e\u{301}".unicodeScalars)
    var state: UInt64 = 88_172_645_463_325_252
    func next(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(bound))
    }
    for _ in 0..<300 {
      var altered = model
      for _ in 0..<(1 + next(40)) { altered[next(altered.count)] = UInt8(next(256)) }
      guard let parsed = try? SentencePieceModel(altered, file: "altered") else { continue }
      if let charsmap = parsed.charsmap { _ = FastNormalizer.precompiled(charsmap)(text) }
      _ = (try? SentencePieceUnigram(parsed))?.pieces(text)
    }
  }

  /// A trie that leads back to itself, or out of its array, ends with the text.
  @Test func cyclicRulesEnd() throws {
    let units: [[UInt32]] = [
      [0x0000_0000], [0xffff_ffff, 0xffff_ffff], (0..<256).map { $0 | 1 << 8 },
      (0..<256).map { $0 | 0x7ff << 10 | 1 << 9 },
    ]
    for units in units {
      let trie = units.flatMap { unit in (0..<4).map { UInt8(truncatingIfNeeded: unit >> (8 * $0)) }
      }
      let size = (0..<4).map { UInt8(truncatingIfNeeded: trie.count >> (8 * $0)) }
      let charsmap = try Charsmap(size + trie + [0x61, 0], file: "cyclic")
      let text = [UInt8](repeating: 0x61, count: 10_000)
      #expect(charsmap.longest(text, at: 0)?.length ?? 0 <= text.count)
      _ = FastNormalizer.precompiled(charsmap)(Array(repeating: "a", count: 1_000))
    }
  }

  @Test func missingFilesAreNamed() throws {
    let folder = try TemporaryFolder()
    for load in [
      { _ = try T5Tokenizer(folder: folder.url) }, { _ = try T5TokenizerFast(folder: folder.url) },
    ] {
      let error = try #require(throws: CheckpointError.self) { try load() }
      #expect(error.problem == "there is no spiece.model")
    }
  }

  private static let settings: [(json: String, problem: String)] = [
    (#"{"extra_ids": "many"}"#, "expected a number of tokens"),
    (#"{"extra_ids": 100000000000}"#, "expected a number of tokens"),
    (#"{"legacy": 3}"#, "expected true or false"),
    (#"{"sp_model_kwargs": {"enable_sampling": true}}"#, "enable_sampling is not supported"),
    (
      #"{"extra_ids": 3, "additional_special_tokens": ["<extra_id_0>"]}"#,
      "Both extra_ids (3) and additional_special_tokens (['<extra_id_0>']) are provided"
    ),
  ]

  @Test(arguments: settings.map(\.json))
  func wrongSettingsAreNamed(_ json: String) throws {
    let row = try #require(Self.settings.first { $0.json == json })
    let folder = try TemporaryFolder()
    try folder.write(try Self.model(), "spiece.model")
    try folder.write(json, "tokenizer_config.json")
    for load in [
      { _ = try T5Tokenizer(folder: folder.url) }, { _ = try T5TokenizerFast(folder: folder.url) },
    ] {
      #expect {
        try load()
      } throws: {
        "\($0)".contains(row.problem)
      }
    }
  }

  private static let backends: [(json: String, problem: String)] = [
    ("[]", "expected an object"),
    ("{}", "expected an object, found null"),
    (#"{"model": {"type": "WordPiece"}}"#, "'WordPiece' is not supported"),
    (#"{"model": {"type": "Unigram", "vocab": [["a"]]}}"#, "expected a token and its score"),
    (#"{"model": {"type": "Unigram", "vocab": [["a", 1e999]]}}"#, "a token and its score"),
    (#"{"model": {"type": "Unigram", "unk_id": 3, "vocab": [["a", 0]]}}"#, "`unk_id` is larger"),
    (
      #"{"model": {"vocab": []}, "added_tokens": [], "normalizer": {"type": "Magic"}}"#, "'Magic'"
    ),
    (
      #"{"model": {"vocab": []}, "normalizer": {"type": "Precompiled", "precompiled_charsmap": "!"}}"#,
      "base64"
    ),
    (
      #"{"model": {"vocab": []}, "normalizer": {"type": "Replace", "content": "", "pattern": {"Regex": "(a*)*b"}}}"#,
      "this pattern is not supported"
    ),
    (
      #"{"model": {"vocab": []}, "pre_tokenizer": {"type": "Metaspace", "replacement": "ab"}}"#,
      "expected one character"
    ),
    (
      #"{"model": {"vocab": []}, "post_processor": {"type": "TemplateProcessing", "single": []}}"#,
      "expected a text"
    ),
  ]

  @Test(arguments: backends.map(\.json))
  func wrongTokenizerFilesAreNamed(_ json: String) throws {
    let row = try #require(Self.backends.first { $0.json == json })
    let folder = try TemporaryFolder()
    try folder.write(json, "tokenizer.json")
    #expect {
      try T5TokenizerFast(folder: folder.url)
    } throws: {
      "\($0)".contains(row.problem)
    }
  }

  @Test func unknownCharactersNeedAnID() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      #"{"model": {"vocab": [["a", -1]]}, "added_tokens": []}"#, "tokenizer.json")
    try folder.write(#"{"extra_ids": 0}"#, "tokenizer_config.json")
    let tokenizer = try T5TokenizerFast(folder: folder.url)
    #expect(try tokenizer.encode(["aaa"]).ids == [[0, 0, 0]])
    #expect(throws: CheckpointError.self) { try tokenizer.encode(["b"]) }
  }
}
