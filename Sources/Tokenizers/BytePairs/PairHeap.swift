/// A binary heap of places in a word, the lowest rank first, the leftmost first among equals.
struct PairHeap {
  private var keys: [UInt64] = []

  mutating func push(rank: UInt32, _ position: Int) {
    keys.append(UInt64(rank) << 32 | UInt64(position))
    var child = keys.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard keys[child] < keys[parent] else { return }
      keys.swapAt(child, parent)
      child = parent
    }
  }

  mutating func popMinimum() -> (rank: UInt32, position: Int)? {
    guard let key = keys.first, let last = keys.popLast() else { return nil }
    if !keys.isEmpty {
      keys[0] = last
      sink()
    }
    return (UInt32(key >> 32), Int(key & 0xffff_ffff))
  }

  mutating func popMinimum(ifRank rank: UInt32) -> Int? {
    guard let key = keys.first, key >> 32 == UInt64(rank) else { return nil }
    return popMinimum()?.position
  }

  private mutating func sink() {
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < keys.count else { return }
      if child + 1 < keys.count, keys[child + 1] < keys[child] { child += 1 }
      guard keys[child] < keys[parent] else { return }
      keys.swapAt(child, parent)
      parent = child
    }
  }
}
