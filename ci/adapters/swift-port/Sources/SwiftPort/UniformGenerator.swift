/// torch's generator on the CPU, as far as this port has it: the Mersenne Twister, and uniform numbers
/// of float32.
public struct UniformGenerator {
  private static let size = 624
  private var state: [UInt32]
  private var next = size

  /// A generator that starts from the lowest 32 bits of `seed`.
  public init(seed: UInt64) {
    state = [UInt32(truncatingIfNeeded: seed)]
    for index in 1..<Self.size {
      let last = state[index - 1]
      state.append(1_812_433_253 &* (last ^ (last >> 30)) &+ UInt32(index))
    }
  }

  /// The next number in 0..<1: the lowest 24 bits of a word.
  public mutating func uniform() -> Float { Float(word() & 0xff_ffff) * 0x1p-24 }

  private mutating func word() -> UInt32 {
    if next == Self.size { advance() }
    var word = state[next]
    next += 1
    word ^= word >> 11
    word ^= (word << 7) & 0x9d2c_5680
    word ^= (word << 15) & 0xefc6_0000
    return word ^ (word >> 18)
  }

  private mutating func advance() {
    for index in 0..<Self.size {
      let bits = (state[index] & 0x8000_0000) | (state[(index + 1) % Self.size] & 0x7fff_ffff)
      let mixed = (bits >> 1) ^ (bits & 1 == 0 ? 0 : 0x9908_b0df)
      state[index] = state[(index + 397) % Self.size] ^ mixed
    }
    next = 0
  }
}
