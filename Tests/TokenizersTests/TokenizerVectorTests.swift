import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import Tokenizers

@Suite struct TokenizerVectorTests {
  @Test func vectorsAreThere() throws {
    for golden in [try TokenizerGolden.t5.get(), try TokenizerGolden.clip.get()] {
      #expect(golden.texts["texts"]?.count ?? 0 > 600)
      #expect(golden.batches.count == 5)
      #expect(golden.layouts.count == 15)
    }
  }

  @Test(arguments: TokenizerGolden.variants)
  func givesTheIdsOfEveryText(_ variant: TokenizerGolden.Variant) throws {
    let golden = try variant.golden()
    let texts = try #require(variant.shared.texts[golden["texts"]?.stringValue ?? ""])
    let tokenizer = try variant.tokenizer(golden)
    let curated = golden["ids"]?.arrayValue?.map(\.ints) ?? []
    let digests = golden["digests"]?.digests ?? []
    try #require(digests.count == texts.count)
    for (index, text) in texts.enumerated() {
      let ids = try #require(tokenizer.encode([text]).ids.first)
      if index < curated.count {
        #expect(ids == curated[index], "\(index): \(text.debugDescription)")
      }
      let digest = try TokenizerGolden.digest(tokenizer, ids)
      #expect(digest == digests[index], "\(index): \(text.debugDescription) \(ids)")
    }
  }

  @Test(arguments: TokenizerGolden.variants)
  func knowsItsSpecialTokens(_ variant: TokenizerGolden.Variant) throws {
    let golden = try variant.golden()
    let tokenizer = try variant.tokenizer(golden)
    #expect(tokenizer.modelMaxLength == golden["limit"]?.intValue)
    #expect(tokenizer.eosTokenID == golden["eos"]?.intValue)
    #expect(tokenizer.padTokenID == golden["pad"]?.intValue)
    #expect(tokenizer.vocabularySize == golden["size"]?.intValue)
  }

  @Test(arguments: TokenizerGolden.fullVariants)
  func padsAndTruncates(_ variant: TokenizerGolden.Variant) throws {
    let shared = try variant.shared
    let golden = try variant.golden()
    let tokenizer = try variant.tokenizer(golden)
    let cases = shared.layouts.flatMap { layout in shared.batches.map { (layout, $0) } }
    let results = golden["layouts"]?.arrayValue ?? []
    try #require(cases.count == results.count)
    for ((layout, texts), result) in zip(cases, results) {
      let tokens = try tokenizer.encode(
        texts, padding: Padding(rawValue: layout["padding"]?.stringValue ?? "") ?? .none,
        maxLength: layout["max_length"]?.intValue, truncation: layout["truncation"]?.boolValue,
        addSpecialTokens: layout["add_special_tokens"]?.boolValue ?? true)
      #expect(tokens.ids == result[0]?.arrayValue?.map(\.ints), "\(layout) \(texts)")
      let masks = tokens.attentionMask.map { mask in
        [mask.firstIndex(of: 1) ?? mask.count, mask.count { $0 == 1 }]
      }
      #expect(masks == result[1]?.arrayValue?.map(\.ints), "\(layout) \(texts)")
    }
  }

  @Test(arguments: TokenizerGolden.fullVariants)
  func decodes(_ variant: TokenizerGolden.Variant) throws {
    let golden = try variant.golden()
    let tokenizer = try variant.tokenizer(golden)
    try checkDecodings(tokenizer, golden["decodings"]?.arrayValue ?? [])
  }

  @Test(arguments: TokenizerGolden.fullVariants)
  func namesWhatIsCutAway(_ variant: TokenizerGolden.Variant) throws {
    let shared = try variant.shared
    let golden = try variant.golden()
    let tokenizer = try variant.tokenizer(golden)
    let limit = try #require(golden["removed_limit"]?.intValue)
    for (texts, expected) in zip(shared.batches, golden["removed"]?.arrayValue ?? []) {
      let removed = try tokenizer.truncatedTexts(texts, maxLength: limit, keptLength: limit)
      #expect(removed == expected.arrayValue?.compactMap(\.stringValue), "\(texts)")
    }
  }

  @Test func normalizesEveryCharacter() throws {
    let vectors = try TokenizerGolden.t5.get().normalizations
    let file = TokenizerGolden.folder("t5_tokenizer").appending(path: "whole.model")
    let model = try SentencePieceModel(contentsOf: file)
    let slow = SentencePieceNormalizer(model, symbols: ByteTrie([]))
    let charsmap = try #require(model.charsmap)
    let fast = FastNormalizer.sequence([
      .precompiled(charsmap), .strip(left: false, right: true),
      .replace(.spaces, with: ["\u{2581}"]),
    ])
    let block = try #require(vectors["block"]?.intValue)
    let starts = (vectors["ranges"]?.arrayValue ?? []).flatMap { range in
      stride(from: range.ints[0], to: range.ints[1], by: block)
    }
    let names = ["slow", "slow_behind", "fast", "fast_behind"]
    let digests = names.map { vectors[$0]?.digests ?? [] }
    try #require(digests.allSatisfy { $0.count == starts.count })
    for (index, start) in starts.enumerated() {
      let scalars = (start..<(start + block)).compactMap { Unicode.Scalar(UInt32($0)) }
      let behind = scalars.flatMap { ["a", $0, "-"] as [Unicode.Scalar] }
      let results =
        [scalars, behind].map {
          slow.normalized(Array(PythonText.string($0).utf8))
        } + [scalars, behind].map { Array(PythonText.string(fast($0)).utf8) }
      for (name, result) in zip(names.indices, results) {
        #expect(
          TokenizerGolden.digest(result) == digests[name][index],
          "\(names[name]) \(String(start, radix: 16))")
      }
    }
  }

  @Test(arguments: ["slow-whole", "slow-bytes", "fast-whole", "fast-file-old"])
  func longTextsAreFast(_ name: String) throws {
    let variant = TokenizerGolden.Variant(set: "t5_tokenizer", name: name)
    let tokenizer = try variant.tokenizer(variant.golden())
    let words = String(repeating: "a photo of the caf\u{e9}, highly detailed 4k; ", count: 250)
    let texts = [
      words, String(repeating: "a", count: 10_000), String(repeating: "\u{6f22}", count: 10_000),
      String(repeating: " ", count: 10_000), String(repeating: "<extra_id_", count: 1_000),
      "a" + String(repeating: "\u{301}", count: 10_000),
    ]
    for text in texts {
      let time = try processorTime { _ = try tokenizer.encode([text]) }
      #expect(time < .milliseconds(200), "\(text.prefix(12))")
    }
  }
}
