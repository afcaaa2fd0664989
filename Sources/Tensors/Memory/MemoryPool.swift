import Foundation
import Synchronization

/// Large blocks that are free at the moment. A network asks for the same sizes again and again; memory
/// that comes from the system anew each time costs more to touch page by page than to compute.
///
/// Free blocks hardly make the process larger than it has been anyway: beyond the smallest total, they and
/// those in use stay within the most that has been in use at a time.
struct FreeBlocks: ~Copyable {
  struct Block: Equatable {
    let address: UInt
    let byteCount: Int
  }

  /// Blocks from this size on are counted, and kept for the next use.
  static let smallestKept = 1 << 20

  /// Blocks up to this size are kept: 256 channels of 512 × 512 in single precision.
  static let largestKept = 256 << 20

  /// The blocks kept amount to no more than this.
  static let largestTotal = 384 << 20

  /// Blocks of this total are always kept: what small networks need of many sizes in turn.
  static let smallestTotal = 64 << 20

  /// The blocks, the one that has been free for longest first.
  private var blocks: [Block] = []
  private var free = 0
  private var used = 0
  private var mostUsed = 0

  /// A free block of at least `byteCount` bytes, which is in use from now on.
  mutating func take(_ byteCount: Int) -> Block? {
    // The latest first: it may still be in the cache. A block may be an eighth too large.
    guard
      let index = blocks.lastIndex(where: {
        $0.byteCount >= byteCount && $0.byteCount - byteCount <= byteCount / 8
      })
    else { return nil }
    let block = blocks.remove(at: index)
    free -= block.byteCount
    count(block.byteCount)
    return block
  }

  /// Counts a block that comes from the system; returns those that have to go for it.
  mutating func add(_ byteCount: Int) -> [Block] {
    count(byteCount)
    return evicted()
  }

  /// Keeps a block that was in use; returns those that have to go for it, it may be among them.
  mutating func keep(_ block: Block) -> [Block] {
    used -= block.byteCount
    guard block.byteCount <= Self.largestKept else { return [block] }
    blocks.append(block)
    free += block.byteCount
    return evicted()
  }

  private mutating func count(_ byteCount: Int) {
    used += byteCount
    mostUsed = max(mostUsed, used)
  }

  private mutating func evicted() -> [Block] {
    let limit = min(Self.largestTotal, max(Self.smallestTotal, mostUsed - used))
    var evicted: [Block] = []
    while free > limit {
      let oldest = blocks.removeFirst()
      free -= oldest.byteCount
      evicted.append(oldest)
    }
    return evicted
  }
}

private let freeBlocks = Mutex(FreeBlocks())

/// Room for `byteCount` bytes, aligned for vector loads and not initialised; `recycleBytes` takes it
/// back.
func allocateBytes(_ byteCount: Int) -> (memory: UnsafeMutableRawPointer, capacity: Int) {
  guard byteCount >= FreeBlocks.smallestKept else {
    let capacity = max(1, byteCount)
    return (.allocate(byteCount: capacity, alignment: 64), capacity)
  }
  if let found = freeBlocks.withLock({ $0.take(byteCount) }),
    let memory = UnsafeMutableRawPointer(bitPattern: found.address)
  {
    return (memory, found.byteCount)
  }
  let capacity = SystemPages.rounded(byteCount)
  // What has to go goes first, so that both are never there together.
  for block in freeBlocks.withLock({ $0.add(capacity) }) { SystemPages.giveBack(block) }
  return (SystemPages.allocate(capacity), capacity)
}

/// Gives back what `allocateBytes` lent.
func recycleBytes(_ memory: UnsafeMutableRawPointer, capacity: Int) {
  guard capacity >= FreeBlocks.smallestKept else { return memory.deallocate() }
  let block = FreeBlocks.Block(address: UInt(bitPattern: memory), byteCount: capacity)
  for block in freeBlocks.withLock({ $0.keep(block) }) { SystemPages.giveBack(block) }
}
