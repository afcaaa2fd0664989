import Foundation
import TestSupport
import Testing

@testable import Checkpoints

@Suite struct JSONTests {
  private static let folder = Repository.golden.appending(path: "units/checkpoints")

  @Test func writesFloatsAsPython() throws {
    let rows = try JSONValue.load(contentsOf: Self.folder.appending(path: "floats.json"))
    let pairs = try #require(rows.arrayValue)
    #expect(pairs.count > 1000)
    for pair in pairs {
      let bits = try #require(pair[0]?.intValue)
      let value = Double(bitPattern: UInt64(bitPattern: Int64(bits)))
      #expect(value.pythonRepr == pair[1]?.stringValue)
    }
    #expect(Double.nan.pythonRepr == "nan")
    #expect((-Double.infinity).pythonRepr == "-inf")
    #expect((-0.0).pythonRepr == "-0.0")
  }

  @Test func readsAndWritesTextsAsPython() throws {
    let rows = try JSONValue.load(contentsOf: Self.folder.appending(path: "texts.json"))
    for row in try #require(rows.arrayValue) {
      let text = try #require(row["text"]?.stringValue)
      guard let plain = row["plain"]?.stringValue else {
        #expect(throws: JSONError.self, "\(text)") { try JSONValue.parse(text: text) }
        continue
      }
      let value = try JSONValue.parse(text: text)
      #expect(value.serialized() == plain)
      #expect(value.serialized(ensureASCII: false) == row["unescaped"]?.stringValue)
      #expect(value.serialized(indent: 2, sortedKeys: true) == row["sorted"]?.stringValue)
      #expect(value.serialized(indent: 4, ensureASCII: false) == row["indented"]?.stringValue)
    }
  }

  @Test func keepsIntegersAndFloatsApart() throws {
    #expect(try JSONValue.parse(text: "1") == .int(1))
    #expect(try JSONValue.parse(text: "1.0") == .double(1))
    #expect(try JSONValue.parse(text: "1e0") == .double(1))
    #expect(try JSONValue.parse(text: "9223372036854775808") == .bigInteger("9223372036854775808"))
  }

  @Test func keepsSpellingsOfALetterApart() throws {
    let value = try JSONValue.parse(
      text: "{\"\\u00e9\": 1, \"e\\u0301\": 2}", rejectsDuplicateKeys: true)
    #expect(value["\u{e9}"] == 1)
    #expect(value["e\u{301}"] == 2)
  }

  @Test(arguments: [
    ("{\"a\": 1, \"a\": 2}", "x.json:1:10: the key \"a\" is given twice"),
    ("[1,\n 2 3]", "x.json:2:4: expected , or ] in an array"),
    (String(repeating: "[", count: 1_000_000), "x.json:1:129: nested more than 128 deep"),
    ("\"\\ud800\"", "x.json:1:4: half of a surrogate pair"),
    (String(repeating: "1", count: 5000), "x.json:1:1: an integer of more than 4300 digits"),
    ("", "x.json:1:1: the text ends where a value should be"),
  ])
  func saysWhereAndWhat(_ text: String, _ message: String) {
    let error = #expect(throws: JSONError.self) {
      try JSONValue.parse(text: text, file: "x.json", rejectsDuplicateKeys: true)
    }
    #expect(error?.description == message)
  }

  @Test(
    arguments: [
      [0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22],
      [0x22, 0xe2, 0x82],
      [0xff, 0xfe], [0x00],
    ] as [[UInt8]])
  func refusesInvalidUTF8(_ bytes: [UInt8]) {
    #expect(throws: JSONError.self) { try JSONValue.parse(bytes) }
  }
}
