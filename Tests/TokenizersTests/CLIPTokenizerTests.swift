import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import Tokenizers

@Suite struct CLIPTokenizerTests {
  @Test func vectorsAreThere() throws {
    let golden = try CLIPGolden.shared.get()
    #expect(golden.texts.count > 2500)
    #expect(golden.texts.count == golden.ids.count)
    #expect(golden.variants.count == 13)
  }

  @Test(arguments: CLIPGolden.variants)
  func givesTheIdsOfEveryText(_ variant: CLIPGolden.Variant) throws {
    let golden = try CLIPGolden.shared.get()
    let tokenizer = try variant.tokenizer()
    var changed: [Int: [Int]] = [:]
    for row in variant.rows("changed") {
      let numbers = row.ints
      if let index = numbers.first { changed[index] = Array(numbers.dropFirst()) }
    }
    let isPartial = variant.value["partial"]?.boolValue ?? false
    for (index, text) in golden.texts.enumerated() {
      guard let expected = changed[index] ?? (isPartial ? nil : golden.ids[index]) else { continue }
      let ids = try tokenizer.encode(
        [text], padding: .none, maxLength: nil, truncation: nil, addSpecialTokens: false
      ).ids
      #expect(ids == [expected], "\(index): \(text.debugDescription) \(tokenizer.tokenize(text))")
    }
  }

  @Test(arguments: CLIPGolden.variants)
  func knowsItsSpecialTokens(_ variant: CLIPGolden.Variant) throws {
    let tokenizer = try variant.tokenizer()
    #expect(tokenizer.modelMaxLength == variant.value["limit"]?.intValue)
    #expect(tokenizer.bosTokenID == variant.value["bos"]?.intValue)
    #expect(tokenizer.eosTokenID == variant.value["eos"]?.intValue)
    #expect(tokenizer.padTokenID == variant.value["pad"]?.intValue)
    #expect(tokenizer.vocabularySize == variant.value["size"]?.intValue)
  }

  @Test(arguments: CLIPGolden.variants)
  func padsAndTruncates(_ variant: CLIPGolden.Variant) throws {
    let golden = try CLIPGolden.shared.get()
    let tokenizer = try variant.tokenizer()
    let cases = golden.layouts.flatMap { layout in golden.batches.map { (layout, $0) } }
    let results = variant.rows("layouts")
    try #require(cases.count == results.count)
    for ((layout, texts), result) in zip(cases, results) where !texts.isEmpty {
      let attempt = Result {
        try tokenizer.encode(
          texts, padding: Padding(rawValue: layout["padding"]?.stringValue ?? "") ?? .none,
          maxLength: layout["max_length"]?.intValue, truncation: layout["truncation"]?.boolValue,
          addSpecialTokens: layout["add_special_tokens"]?.boolValue ?? true)
      }
      if let type = result["error"]?.stringValue {
        let message = result["message"]?.stringValue ?? ""
        #expect(
          throws: PythonError(
            type: PythonExceptionType(rawValue: type) ?? .keyError, message: message)
        ) {
          try attempt.get()
        }
        continue
      }
      let tokens = try attempt.get()
      #expect(tokens.ids == result[0]?.arrayValue?.map(\.ints), "\(layout) \(texts)")
      let masks = tokens.attentionMask.map { mask in
        [mask.firstIndex(of: 1) ?? mask.count, mask.count { $0 == 1 }]
      }
      #expect(masks == result[1]?.arrayValue?.map(\.ints), "\(layout) \(texts)")
      #expect(tokens.attentionMask.map(\.count) == tokens.ids.map(\.count))
    }
  }

  @Test(arguments: CLIPGolden.variants)
  func decodes(_ variant: CLIPGolden.Variant) throws {
    let tokenizer = try variant.tokenizer()
    try checkDecodings(tokenizer, variant.rows("decodings"))
  }

  @Test(arguments: CLIPGolden.variants)
  func warnsAsThePipelinesDo(_ variant: CLIPGolden.Variant) throws {
    let golden = try CLIPGolden.shared.get()
    let tokenizer = try variant.tokenizer()
    for (texts, expected) in zip(golden.batches.filter { !$0.isEmpty }, variant.rows("warnings")) {
      #expect(try tokenizer.truncationWarning(texts) == expected.stringValue)
    }
  }

  @Test func longRunsAreFast() throws {
    let tokenizer = try #require(CLIPGolden.variants.first).tokenizer()
    let letters = String(
      (0..<200_000).map { Character(Unicode.Scalar(UInt8(97 + $0 * 7919 % 23))) })
    let texts = [
      letters, String(repeating: "a", count: 200_000), String(repeating: "<|end", count: 40_000),
    ]
    let time = try processorTime { _ = try tokenizer.encode(texts) }
    #expect(time < .seconds(5))
  }
}
