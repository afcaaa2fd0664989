import Foundation
import Synchronization

/// Large blocks that are free at the moment. A network asks for the same sizes again and again; memory
/// that comes from the system anew each time costs more to touch page by page than to compute.
private struct FreeBlocks: ~Copyable {
  struct Block {
    let address: UInt
    let byteCount: Int
  }

  /// The blocks, the one that has been free for longest first.
  var blocks: [Block] = []
  var total = 0
}

/// Blocks from this size on are kept for the next use.
private let smallestKept = 1 << 20

/// Blocks up to this size are kept: 256 channels of 512 × 512 in single precision.
private let largestKept = 256 << 20

/// The blocks kept amount to no more than this.
private let largestTotal = 384 << 20

private let freeBlocks = Mutex(FreeBlocks())

/// Room for `byteCount` bytes, aligned for vector loads and not initialised; `recycleBytes` takes it
/// back.
func allocateBytes(_ byteCount: Int) -> (memory: UnsafeMutableRawPointer, capacity: Int) {
  if byteCount >= smallestKept {
    let found: FreeBlocks.Block? = freeBlocks.withLock { free in
      // The latest first: it may still be in the cache. A block may be an eighth too large.
      guard
        let index = free.blocks.lastIndex(where: {
          $0.byteCount >= byteCount && $0.byteCount - byteCount <= byteCount / 8
        })
      else { return nil }
      let block = free.blocks.remove(at: index)
      free.total -= block.byteCount
      return block
    }
    if let found, let memory = UnsafeMutableRawPointer(bitPattern: found.address) {
      return (memory, found.byteCount)
    }
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
  guard capacity >= smallestKept, capacity <= largestKept else { return memory.deallocate() }
  let evicted: [FreeBlocks.Block] = freeBlocks.withLock { free in
    free.blocks.append(FreeBlocks.Block(address: UInt(bitPattern: memory), byteCount: capacity))
    free.total += capacity
    var evicted: [FreeBlocks.Block] = []
    while free.total > largestTotal {
      let oldest = free.blocks.removeFirst()
      free.total -= oldest.byteCount
      evicted.append(oldest)
    }
    return evicted
  }
  for block in evicted { UnsafeMutableRawPointer(bitPattern: block.address)?.deallocate() }
}
