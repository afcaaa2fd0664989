import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import Tokenizers

@Suite struct PythonTextTests {
  private static func golden() throws -> JSONValue {
    try JSONValue.load(
      contentsOf: Repository.golden.appending(path: "units/clip_tokenizer/codepoints.json"))
  }

  private static let allScalars = (UInt32(0)..<0x110000).compactMap { Unicode.Scalar($0) }

  @Test func classesOfAllCodePointsArePythons() throws {
    var runs: [(kind: String, count: Int)] = []
    for scalar in Self.allScalars {
      let kind = Self.kind(scalar)
      if runs.last?.kind == kind {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((kind, 1))
      }
    }
    let text = runs.map { "\($0.kind)\($0.count)" }.joined(separator: " ")
    let expected = try Self.golden()["runs"]?.stringValue ?? ""
    #expect(text == expected, "\(Self.firstDifference(text, expected))")
  }

  private static func kind(_ scalar: Unicode.Scalar) -> String {
    let space = PythonText.isSpace(scalar) ? "s" : ""
    if PythonText.isControl(scalar) { return "C" + space }
    if PythonText.isSpaceSeparator(scalar) { return "Z" + space }
    let matches = { (text: [Unicode.Scalar]) in CLIPWords.matches(text).map(Array.init) }
    let kind =
      if matches([scalar]).isEmpty {
        "G"
      } else if matches(["a", scalar]) == [["a", scalar]] {
        "L"
      } else if matches(["!", scalar]) == [["!", scalar]] {
        "O"
      } else {
        "N"
      }
    let isCased = PythonText.lowercased(["a", "Σ", scalar])[1] == "σ"
    let isIgnored = PythonText.lowercased(["a", "Σ", scalar, "a"])[1] == "σ"
    return kind + space + (isCased ? "c" : isIgnored ? "i" : "")
  }

  @Test func mappingsOfAllCodePointsArePythons() throws {
    var lower: [UInt8] = []
    var composed: [UInt8] = []
    for scalar in Self.allScalars where !PythonText.isControl(scalar) {
      lower += Array(PythonText.string(PythonText.lowercased([scalar])).utf8)
      composed += Array(PythonText.string(PythonText.composed([scalar])).utf8)
      composed += Array(PythonText.string(PythonText.composed(["e", scalar])).utf8)
    }
    #expect(Self.digest(lower) == (try Self.golden()["lower"]?.stringValue))
    #expect(Self.digest(composed) == (try Self.golden()["composed"]?.stringValue))
  }

  /// FNV-1a with 64 bits.
  private static func digest(_ bytes: [UInt8]) -> String {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func firstDifference(_ first: String, _ second: String) -> String {
    let (first, second) = (first.split(separator: " "), second.split(separator: " "))
    guard let index = zip(first, second).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
      return ""
    }
    return
      "run \(index): \(first[max(0, index - 3)..<min(first.count, index + 4)]) not \(second[max(0, index - 3)..<min(second.count, index + 4)])"
  }
}
