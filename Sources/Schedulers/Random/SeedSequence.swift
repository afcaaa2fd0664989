/// numpy's `SeedSequence`: well-mixed 32-bit seeds from an integer and a key (O'Neill's seed_seq).
struct SeedSequence {
  private let pool: [UInt32]

  /// - Parameters:
  ///   - entropy: the seed, not negative.
  ///   - spawnKey: what tells apart sequences of one seed.
  ///   - poolSize: the number of 32-bit words that are mixed.
  init(entropy: UInt64, spawnKey: [UInt64] = [], poolSize: Int) {
    var words = Self.words(entropy)
    if !spawnKey.isEmpty {
      words += [UInt32](repeating: 0, count: max(0, poolSize - words.count))
      words += spawnKey.flatMap(Self.words)
    }
    var hash = Hash(constant: 0x43b0_d7e5, multiplier: 0x931e_8875)
    var pool = (0..<poolSize).map { hash.mixed($0 < words.count ? words[$0] : 0) }
    for source in 0..<poolSize {
      for target in 0..<poolSize where target != source {
        pool[target] = Self.combined(pool[target], hash.mixed(pool[source]))
      }
    }
    for word in words.dropFirst(poolSize) {
      for target in 0..<poolSize {
        pool[target] = Self.combined(pool[target], hash.mixed(word))
      }
    }
    self.pool = pool
  }

  /// The first `count` words of the state (`generate_state`).
  func state(_ count: Int) -> [UInt32] {
    var hash = Hash(constant: 0x8b51_f9dd, multiplier: 0x58f3_8ded)
    return (0..<count).map { hash.mixed(pool[$0 % pool.count]) }
  }

  /// The 32-bit words of `value`, the lowest first, at least one.
  private static func words(_ value: UInt64) -> [UInt32] {
    let high = UInt32(truncatingIfNeeded: value >> 32)
    let low = UInt32(truncatingIfNeeded: value)
    return high == 0 ? [low] : [low, high]
  }

  private static func combined(_ first: UInt32, _ second: UInt32) -> UInt32 {
    let value = 0xca01_f9dd &* first &- 0x4973_f715 &* second
    return value ^ value >> 16
  }

  private struct Hash {
    var constant: UInt32
    let multiplier: UInt32

    mutating func mixed(_ word: UInt32) -> UInt32 {
      let value = word ^ constant
      constant &*= multiplier
      let product = value &* constant
      return product ^ product >> 16
    }
  }
}
