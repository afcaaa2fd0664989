extension TorchGenerator {
  /// All that a generator remembers between draws.
  public struct State: Sendable, Equatable {
    var engine: MersenneTwister
    /// The second value of the last pair that a scalar normal draw made, if it is still unused.
    var nextNormal: Double?

    /// The state right after seeding.
    public init(seed: UInt64) {
      engine = MersenneTwister(seed: seed)
    }
  }
}

extension TorchGenerator.State {
  /// The number of bytes of ``torchBytes``.
  public static let byteCount = 5056

  /// Why bytes are no state of a generator.
  public struct InvalidBytes: Error, CustomStringConvertible {
    /// What is wrong.
    public let description: String
  }

  /// The bytes that `torch.Generator.get_state()` returns.
  public var torchBytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    bytes.append(engine.seed)
    bytes.append(UInt32(engine.remaining))
    bytes.append(UInt32(1))
    bytes.append(UInt64(engine.next))
    for word in engine.words { bytes.append(UInt64(word)) }
    bytes.append(UInt64(0))
    bytes.append((nextNormal ?? 0).bitPattern)
    bytes.append(UInt64(0))
    bytes.append(UInt64(nextNormal == nil ? 0 : 1))
    // torch has room for a float normal value too, which no CPU draw uses.
    bytes.append(UInt64(0))
    return bytes
  }

  /// A state from the bytes that `torch.Generator.get_state()` returns.
  public init(torchBytes bytes: [UInt8]) throws {
    guard bytes.count == Self.byteCount else {
      throw InvalidBytes(
        description: "a generator state has \(Self.byteCount) bytes, not \(bytes.count)")
    }
    let words = (0..<MersenneTwister.wordCount).map { index in
      UInt32(truncatingIfNeeded: bytes.integer(at: 24 + 8 * index))
    }
    let remaining = Int(bytes.integer(at: 8) & 0xffff_ffff)
    let next = bytes.integer(at: 16)
    guard
      bytes.integer(at: 12) & 0xffff_ffff != 0, (1...MersenneTwister.wordCount).contains(remaining),
      next + UInt64(remaining) <= UInt64(MersenneTwister.wordCount) + 1
    else { throw InvalidBytes(description: "invalid mt19937 state") }
    engine = MersenneTwister(
      seed: bytes.integer(at: 0), words: words, remaining: remaining, next: Int(next))
    let tail = 24 + 8 * MersenneTwister.wordCount
    nextNormal =
      bytes.integer(at: tail + 24) & 0xffff_ffff == 0
      ? nil : Double(bitPattern: bytes.integer(at: tail + 8))
  }
}

extension [UInt8] {
  fileprivate mutating func append<Value: FixedWidthInteger>(_ value: Value) {
    for byte in 0..<Value.bitWidth / 8 {
      append(UInt8(truncatingIfNeeded: value >> Value(8 * byte)))
    }
  }

  fileprivate func integer(at offset: Int) -> UInt64 {
    var value: UInt64 = 0
    for byte in 0..<8 where offset + byte < count {
      value |= UInt64(self[offset + byte]) << UInt64(8 * byte)
    }
    return value
  }
}
