import Checkpoints
import Foundation
import TestSupport
import Tensors
import Testing

/// Damaged and malicious files: a typed error at once, never a crash or a large allocation.
@Suite struct HostileSafetensorsTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let problem: String
    var testDescription: String { name }
  }

  static func file(_ header: String, data: Int = 0, claimed: UInt64? = nil) -> [UInt8] {
    let size = claimed ?? UInt64(header.utf8.count)
    return withUnsafeBytes(of: size.littleEndian) { Array($0) } + Array(header.utf8)
      + [UInt8](repeating: 0, count: data)
  }

  static func entry(_ shape: String, _ offsets: String, _ dtype: String = "F32") -> String {
    "{\"dtype\":\"\(dtype)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
  }

  static let rows = [
    Row(name: "empty", bytes: [], problem: "has 0 bytes"),
    Row(name: "seven bytes", bytes: [1, 2, 3, 4, 5, 6, 7], problem: "has 7 bytes"),
    Row(name: "no header", bytes: file(""), problem: "the header is no JSON object"),
    Row(
      name: "cut off in the header", bytes: file("{}", claimed: 1000),
      problem: "the header claims 1000 bytes, but the file has 10"),
    Row(
      name: "8 exabytes", bytes: file("{}", claimed: 1 << 63),
      problem: "the header claims 9223372036854775808 bytes"),
    Row(
      name: "all ones", bytes: file("{}", claimed: .max),
      problem: "the header claims 18446744073709551615 bytes"),
    Row(name: "a list", bytes: file("[]"), problem: "the header is no JSON object"),
    Row(name: "half a header", bytes: file("{\"a\":"), problem: "the header is no valid JSON"),
    Row(
      name: "cut off in the data", bytes: file("{\"a\":\(entry("[2]", "[0,8]"))}", data: 7),
      problem: "\"a\": the offsets [0, 8] leave the 7 bytes"),
    Row(
      name: "offsets backwards", bytes: file("{\"a\":\(entry("[2]", "[8,0]"))}", data: 8),
      problem: "the offsets [8, 0] leave"),
    Row(
      name: "negative offset", bytes: file("{\"a\":\(entry("[2]", "[-8,0]"))}", data: 8),
      problem: "needs data_offsets"),
    Row(
      name: "three offsets", bytes: file("{\"a\":\(entry("[2]", "[0,8,8]"))}", data: 8),
      problem: "needs data_offsets"),
    Row(
      name: "huge offset",
      bytes: file("{\"a\":\(entry("[2]", "[9223372036854775800,9223372036854775807]"))}", data: 8),
      problem: "leave the 8 bytes"),
    Row(
      name: "offset beyond 64 bits",
      bytes: file("{\"a\":\(entry("[2]", "[0,99999999999999999999]"))}", data: 8),
      problem: "needs data_offsets"),
    Row(
      name: "overlap",
      bytes: file("{\"a\":\(entry("[2]", "[0,8]")),\"b\":\(entry("[2]", "[4,12]"))}", data: 12),
      problem: "\"b\": its data overlaps"),
    Row(
      name: "gap",
      bytes: file("{\"a\":\(entry("[1]", "[0,4]")),\"b\":\(entry("[1]", "[8,12]"))}", data: 12),
      problem: "\"b\": its data follows a gap"),
    Row(
      name: "gap in front", bytes: file("{\"a\":\(entry("[1]", "[4,8]"))}", data: 8),
      problem: "follows a gap"),
    Row(
      name: "rest", bytes: file("{\"a\":\(entry("[1]", "[0,4]"))}", data: 6),
      problem: "2 bytes at the end belong to no tensor"),
    Row(
      name: "the same name twice",
      bytes: file("{\"a\":\(entry("[1]", "[0,4]")),\"a\":\(entry("[1]", "[4,8]"))}", data: 8),
      problem: "the key \"a\" is given twice"),
    Row(
      name: "2^60 elements",
      bytes: file("{\"a\":\(entry("[1152921504606846976]", "[0,8]"))}", data: 8),
      problem: "needs 4611686018427387904 bytes"),
    Row(
      name: "2^64 elements",
      bytes: file("{\"a\":\(entry("[4294967296,4294967296]", "[0,8]"))}", data: 8),
      problem: "is too large"),
    Row(
      name: "shape that multiplies to 0 around",
      bytes: file("{\"a\":\(entry("[9223372036854775807,9223372036854775807,0]", "[0,0]"))}"),
      problem: "is too large"),
    Row(
      name: "wrong size", bytes: file("{\"a\":\(entry("[3]", "[0,8]"))}", data: 8),
      problem: "F32 [3] needs 12 bytes, the offsets [0, 8] hold 8"),
    Row(
      name: "negative extent", bytes: file("{\"a\":\(entry("[-1]", "[0,4]"))}", data: 4),
      problem: "needs a shape"),
    Row(
      name: "fractional extent", bytes: file("{\"a\":\(entry("[1.0]", "[0,4]"))}", data: 4),
      problem: "needs a shape"),
    Row(
      name: "unknown dtype", bytes: file("{\"a\":\(entry("[1]", "[0,4]", "F31"))}", data: 4),
      problem: "the unknown dtype \"F31\""),
    Row(
      name: "no dtype", bytes: file("{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", data: 4),
      problem: "needs a dtype"),
    Row(
      name: "unknown key",
      bytes: file(
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"x\":1}}", data: 1),
      problem: "the unknown key \"x\""),
    Row(name: "entry that is a number", bytes: file("{\"a\":1}"), problem: "expected an object"),
    Row(
      name: "metadata with numbers", bytes: file("{\"__metadata__\":{\"a\":1}}"),
      problem: "expected a string for \"a\", found an integer"),
    Row(
      name: "metadata that is a list", bytes: file("{\"__metadata__\":[]}"),
      problem: "expected an object, found an array"),
    Row(
      name: "deep header", bytes: file("{\"a\":" + String(repeating: "[", count: 100_000)),
      problem: "nested more than 8 deep"),
    Row(
      name: "invalid UTF-8", bytes: file("{\"a\u{0}") + [0xff, 0xff],
      problem: "the header is no valid JSON"),
    Row(
      name: "zip file", bytes: Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 500),
      problem: "the header claims 67324752 bytes"),
    Row(
      name: "a name of a megabyte",
      bytes: file("{\"" + String(repeating: "x", count: 1 << 20) + "\":1}"),
      problem: "expected an object"),
  ]

  @Test(arguments: rows)
  func refusesAtOnce(_ row: Row) {
    var error: CheckpointError?
    let time = processorTime {
      error = #expect(throws: CheckpointError.self) {
        try SafetensorsFile(bytes: row.bytes, file: "model.safetensors")
      }
    }
    let text = error?.description ?? ""
    #expect(text.hasPrefix("model.safetensors: "))
    #expect(text.contains(row.problem))
    #expect(text.utf8.count < 1000)
    #expect(time < .milliseconds(500))
  }

  /// Any bytes give a file or an error, and a file's tensors can be read.
  @Test func survivesRandomDamage() throws {
    let url = Repository.golden.appending(path: "units/checkpoints/types.safetensors")
    let valid = [UInt8](try Data(contentsOf: url))
    let headerEnd = 8 + Int(valid[0]) + Int(valid[1]) << 8
    var random = SeededGenerator(state: 37)
    var (opened, refused) = (0, 0)
    for _ in 0..<4000 {
      var bytes = valid
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let position = Int.random(in: 0..<headerEnd, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[position] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes[position] = UInt8(ascii: "0") + UInt8.random(in: 0..<10, using: &random)
        case 3: bytes.remove(at: position)
        default:
          bytes.removeLast(Int.random(in: 0...min(64, bytes.count - headerEnd), using: &random))
        }
      }
      do {
        let file = try SafetensorsFile(bytes: bytes, file: "fuzz")
        for name in file.names { _ = try file.tensor(name, as: Float.self) }
        opened += 1
      } catch {
        #expect(error is CheckpointError)
        refused += 1
      }
    }
    #expect(opened > 10 && refused > 1000)
  }
}

/// A small generator with a seed (Vigna's SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
