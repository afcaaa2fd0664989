import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import Tokenizers

/// What transformers' tokenizers make of a thousand texts in several configurations.
struct TokenizerGolden: Sendable {
  let texts: [String: [String]]
  let batches: [[String]]
  let layouts: [JSONValue]
  let normalizations: JSONValue

  static let t5 = Result { try TokenizerGolden("t5_tokenizer") }
  static let clip = Result { try TokenizerGolden("clip_tokenizer_fast") }

  static func folder(_ set: String) -> URL { Repository.golden.appending(path: "units/\(set)") }

  private init(_ set: String) throws {
    let shared = try JSONValue.load(contentsOf: Self.folder(set).appending(path: "texts.json"))
    texts = ["texts": shared["texts"]?.strings ?? [], "tied": shared["tied"]?.strings ?? []]
    batches = shared["batches"]?.arrayValue?.map(\.strings) ?? []
    layouts = shared["layouts"]?.arrayValue ?? []
    normalizations = shared["normalizations"] ?? .null
  }

  /// One configuration.
  struct Variant: CustomTestStringConvertible, Sendable {
    let set: String
    let name: String
    var testDescription: String { name }

    /// The texts of the set.
    var shared: TokenizerGolden {
      get throws { try (set == "t5_tokenizer" ? TokenizerGolden.t5 : TokenizerGolden.clip).get() }
    }

    func golden() throws -> JSONValue {
      try JSONValue.load(contentsOf: TokenizerGolden.folder(set).appending(path: "\(name).json"))
    }

    /// Calls `body` with a folder that holds the variant's files.
    func withFolder<Result>(
      _ golden: JSONValue, _ body: (URL) throws -> Result
    ) throws -> Result {
      let folder = try TemporaryFolder()
      for (file, content) in golden["files"]?.objectValue ?? [:] {
        if let name = content.stringValue {
          let shared = TokenizerGolden.folder(set).appending(path: name)
          try folder.write(Array(Data(contentsOf: shared)), file)
        } else {
          try folder.write(content.serialized(), file)
        }
      }
      return try withExtendedLifetime(folder) { try body(folder.url) }
    }

    func tokenizer(_ golden: JSONValue) throws -> any TestedTokenizer {
      try withFolder(golden) { folder -> any TestedTokenizer in
        switch golden["class"]?.stringValue {
        case "T5Tokenizer": return try T5Tokenizer(folder: folder)
        case "T5TokenizerFast": return try T5TokenizerFast(folder: folder)
        default: return try CLIPTokenizerFast(folder: folder)
        }
      }
    }
  }

  static let variants =
    [
      "slow", "slow-new", "slow-new-without-prefix", "slow-bytes", "slow-whole", "slow-odd",
      "slow-older-files", "slow-bare", "slow-splitting", "fast", "fast-new", "fast-without-prefix",
      "fast-whole", "fast-odd", "fast-older-files", "fast-bare", "fast-splitting", "fast-file",
      "fast-file-old", "fast-file-bytes", "slow-tied", "slow-tied-new", "fast-tied",
    ].map { Variant(set: "t5_tokenizer", name: $0) }
    + [
      "file", "converted", "odd", "odd-file", "older-files", "splitting",
    ].map { Variant(set: "clip_tokenizer_fast", name: $0) }

  /// The variants of which more than sums is kept.
  static let fullVariants = variants.filter {
    ["slow", "slow-bytes", "slow-odd", "fast", "fast-odd", "file", "odd"]
      .contains($0.name)
  }

  /// The lowest 20 bits of FNV-1a, in five hexadecimal digits.
  static func digest(_ bytes: some Sequence<UInt8>) -> String {
    let hash = bytes.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
    let digits = String(hash & 0xfffff, radix: 16)
    return String(repeating: "0", count: 5 - digits.count) + digits
  }

  /// The sum of a text's ids, and of what they are decoded to, with special tokens and without.
  static func digest(_ tokenizer: any TestedTokenizer, _ ids: [Int]) throws -> String {
    let decoded = try tokenizer.decode(ids)
    let skipped = try tokenizer.decode(ids, skipSpecialTokens: true, cleanUpSpaces: nil)
    let bytes = ids.flatMap { id in (0..<4).map { UInt8(truncatingIfNeeded: id >> (8 * $0)) } }
    return digest(bytes + Array((decoded + "\n" + skipped).utf8))
  }
}

/// Compares what rows of ids are decoded to, or the error that they bring.
func checkDecodings(_ tokenizer: some TextTokenizer, _ rows: [JSONValue]) throws {
  for row in rows {
    let attempt = Result {
      try tokenizer.decode(
        row["ids"]?.ints ?? [],
        skipSpecialTokens: row["options"]?["skip_special_tokens"]?.boolValue ?? false,
        cleanUpSpaces: row["options"]?["clean_up_tokenization_spaces"]?.boolValue)
    }
    if let type = row["text"]?["error"]?.stringValue {
      let error = try #require(throws: PythonError.self) { try attempt.get() }
      #expect(error.type.rawValue == type)
      #expect(error.message == row["text"]?["message"]?.stringValue)
    } else {
      let text = try attempt.get()
      let expected = row["text"]?.stringValue ?? ""
      #expect(Array(text.unicodeScalars) == Array(expected.unicodeScalars), "\(row)")
    }
  }
}

/// What all tokenizers have.
protocol TestedTokenizer: TextTokenizer {
  var eosTokenID: Int? { get }
  var padTokenID: Int? { get }
  var vocabularySize: Int { get }
}

extension T5Tokenizer: TestedTokenizer {}
extension T5TokenizerFast: TestedTokenizer {}
extension CLIPTokenizerFast: TestedTokenizer {}

extension JSONValue {
  /// The elements of an array of strings.
  var strings: [String] { arrayValue?.compactMap(\.stringValue) ?? [] }

  /// The digests that a string consists of.
  var digests: [String] {
    let digits = Array((stringValue ?? "").utf8)
    return stride(from: 0, to: digits.count - 4, by: 5).map {
      String(decoding: digits[$0..<($0 + 5)], as: UTF8.self)
    }
  }
}
