import Foundation
import Synchronization

/// Large blocks that are free at the moment. A network asks for the same sizes again and again; memory
/// that comes from the system anew each time costs more to touch page by page than to compute.
struct FreeBlocks: ~Copyable {
  struct Block: Equatable {
    let address: UInt
    let byteCount: Int
  }

  /// Blocks from this size on are kept for the next use.
  static let smallestKept = 1 << 20

  /// Blocks up to this size are kept: 256 channels of 512 × 512 in single precision.
  static let largestKept = 256 << 20

  /// The blocks kept amount to no more than this.
  static let largestTotal = 384 << 20

  /// The blocks, the one that has been free for longest first.
  private var blocks: [Block] = []
  private var total = 0

  /// A free block of at least `byteCount` bytes, which is then no longer free.
  mutating func take(_ byteCount: Int) -> Block? {
    // The latest first: it may still be in the cache. A block may be an eighth too large.
    guard
      let index = blocks.lastIndex(where: {
        $0.byteCount >= byteCount && $0.byteCount - byteCount <= byteCount / 8
      })
    else { return nil }
    let block = blocks.remove(at: index)
    total -= block.byteCount
    return block
  }

  /// Keeps a block; returns those that have to go for it.
  mutating func keep(_ block: Block) -> [Block] {
    blocks.append(block)
    total += block.byteCount
    var evicted: [Block] = []
    while total > Self.largestTotal {
      let oldest = blocks.removeFirst()
      total -= oldest.byteCount
      evicted.append(oldest)
    }
    return evicted
  }
}

private let freeBlocks = Mutex(FreeBlocks())

/// Room for `byteCount` bytes, aligned for vector loads and not initialised; `recycleBytes` takes it
/// back.
func allocateBytes(_ byteCount: Int) -> (memory: UnsafeMutableRawPointer, capacity: Int) {
  if byteCount >= FreeBlocks.smallestKept,
    let found = freeBlocks.withLock({ $0.take(byteCount) }),
    let memory = UnsafeMutableRawPointer(bitPattern: found.address)
  {
    return (memory, found.byteCount)
  }
  let capacity = max(1, byteCount)
  guard capacity >= 2 * hugePage else {
    return (.allocate(byteCount: capacity, alignment: 64), capacity)
  }
  let memory = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: hugePage)
  #if os(Linux)
    // Advice only: without huge pages, everything works as well but for the time to touch it.
    madvise(memory, capacity, MADV_HUGEPAGE)
  #endif
  return (memory, capacity)
}

/// Large blocks ask for pages of this size: far fewer to fault in and to keep in mind.
private let hugePage = 2 << 20

/// Gives back what `allocateBytes` lent.
func recycleBytes(_ memory: UnsafeMutableRawPointer, capacity: Int) {
  guard capacity >= FreeBlocks.smallestKept, capacity <= FreeBlocks.largestKept else {
    return memory.deallocate()
  }
  let block = FreeBlocks.Block(address: UInt(bitPattern: memory), byteCount: capacity)
  let evicted = freeBlocks.withLock { $0.keep(block) }
  for block in evicted { UnsafeMutableRawPointer(bitPattern: block.address)?.deallocate() }
}
