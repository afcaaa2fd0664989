import Foundation
import TestSupport
import Testing

@testable import TorchRandom

/// Draws that torch made; values are stored as the digest of their bytes, the first two as bits.
struct RandomGolden: Decodable {
  let sequences: [Sequence]
  let state: SavedState?

  static func load(_ name: String) throws -> RandomGolden {
    let file = Repository.golden.appending(path: "units/random/\(name).json")
    return try JSONDecoder().decode(RandomGolden.self, from: Data(contentsOf: file))
  }

  /// The sequences of a file, none if it cannot be read.
  static func sequences(_ name: String) -> [Sequence] { (try? load(name).sequences) ?? [] }

  struct SavedState: Decodable {
    let bytes: String
    let normal: [Int32]

    var byteValues: [UInt8]? {
      let digits = bytes.compactMap(\.hexDigitValue)
      guard digits.count == bytes.count, digits.count.isMultiple(of: 2) else { return nil }
      return stride(from: 0, to: digits.count, by: 2).map {
        UInt8(digits[$0] * 16 + digits[$0 + 1])
      }
    }
  }

  struct Sequence: Decodable, CustomTestStringConvertible, Sendable {
    let name: String
    let seed: Int?
    let initial_seed: String
    let draws: [Draw]
    let state: String

    var testDescription: String { name }

    func check(_ capability: TorchGenerator.Capability) throws {
      let generator = TorchGenerator(
        seed: seed.map(TorchGenerator.seed) ?? TorchGenerator.defaultSeed, capability: capability)
      #expect(String(generator.initialSeed) == initial_seed)
      for draw in draws {
        let bytes = draw.bytes(generator)
        #expect(draw.firstBits(bytes) == draw.first, "\(draw)")
        #expect(digest(bytes) == draw.digest, "\(draw)")
      }
      #expect(digest(generator.saveState().torchBytes) == state)
    }
  }

  struct Draw: Decodable, Sendable {
    let kind: String
    let dtype: String?
    let count: Int
    let bounds: [Int]?
    let digest: String
    let first: [Int]

    /// Draws, and gives the values as torch stores them.
    func bytes(_ generator: TorchGenerator) -> [UInt8] {
      switch (kind, dtype) {
      case ("normal", "float32"): generator.normal([count]).values.flatMap(\.bitPattern.bytes)
      case ("normal", _): generator.normalDouble([count]).values.flatMap(\.bitPattern.bytes)
      case ("uniform", "float32"): generator.uniform([count]).values.flatMap(\.bitPattern.bytes)
      case ("uniform", _): generator.uniformDouble([count]).values.flatMap(\.bitPattern.bytes)
      case ("uniform_between", _):
        generator.uniform([count], from: -2.5, to: 7.25).values.flatMap(\.bitPattern.bytes)
      case ("randint", _):
        generator.integers(in: (bounds?[0] ?? 0)..<(bounds?[1] ?? 1), count: count)
          .flatMap(\.bytes)
      default: generator.permutation(count).flatMap(\.bytes)
      }
    }

    /// The first two values of `bytes` as integers of the same bits.
    func firstBits(_ bytes: [UInt8]) -> [Int] {
      let width = dtype == "float32" ? 4 : 8
      return stride(from: 0, to: min(bytes.count, 2 * width), by: width).map { start in
        let value = bytes[start..<start + width].reversed().reduce(UInt64(0)) {
          $0 << 8 | UInt64($1)
        }
        return width == 4 ? Int(Int32(truncatingIfNeeded: value)) : Int(Int64(bitPattern: value))
      }
    }
  }
}

/// FNV-1a with 64 bits, as `ci/oracle/units/torch_random.py` computes it.
private func digest(_ bytes: [UInt8]) -> String {
  var value: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

extension FixedWidthInteger {
  fileprivate var bytes: [UInt8] {
    (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> Self(8 * $0)) }
  }
}
