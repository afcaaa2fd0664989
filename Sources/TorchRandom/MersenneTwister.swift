/// The 32-bit Mersenne Twister, seeded and stepped as `at::mt19937` does.
///
/// M. Matsumoto, T. Nishimura: Mersenne Twister, ACM TOMACS 8 (1998). torch seeds the 624 words from
/// the low 32 bits of the seed, but remembers all 64.
struct MersenneTwister: Sendable, Equatable {
  static let wordCount = 624
  private static let middle = 397

  /// The seed as it was given, all 64 bits.
  var seed: UInt64
  /// The words of the current block.
  var words: [UInt32]
  /// The number of calls until the next block is made.
  var remaining: Int
  /// The index of the word to give next.
  var next: Int

  init(seed: UInt64) {
    self.seed = seed
    var words = [UInt32](repeating: 0, count: Self.wordCount)
    words[0] = UInt32(truncatingIfNeeded: seed)
    for index in 1..<Self.wordCount {
      let previous = words[index - 1]
      words[index] = 1_812_433_253 &* (previous ^ (previous >> 30)) &+ UInt32(index)
    }
    self.words = words
    remaining = 1
    next = 0
  }

  init(seed: UInt64, words: [UInt32], remaining: Int, next: Int) {
    self.seed = seed
    self.words = words
    self.remaining = remaining
    self.next = next
  }

  /// The next 32 bits.
  mutating func next32() -> UInt32 {
    remaining -= 1
    if remaining == 0 { makeBlock() }
    var word = words[next]
    next += 1
    word ^= word >> 11
    word ^= (word << 7) & 0x9d2c_5680
    word ^= (word << 15) & 0xefc6_0000
    word ^= word >> 18
    return word
  }

  /// The next 64 bits: the first word drawn is the high half.
  mutating func next64() -> UInt64 {
    let high = UInt64(next32())
    return high << 32 | UInt64(next32())
  }

  private mutating func makeBlock() {
    remaining = Self.wordCount
    next = 0
    words.withUnsafeMutableBufferPointer { words in
      let count = Self.wordCount
      for index in 0..<count {
        let source = index + Self.middle
        let following = index + 1 == count ? 0 : index + 1
        words[index] =
          words[source < count ? source : source - count]
          ^ Self.twist(words[index], words[following])
      }
    }
  }

  private static func twist(_ upper: UInt32, _ lower: UInt32) -> UInt32 {
    let mixed = (upper & 0x8000_0000) | (lower & 0x7fff_ffff)
    return (mixed >> 1) ^ (lower & 1 == 0 ? 0 : 0x9908_b0df)
  }
}
