import Foundation

/// Memory straight from the system, and straight back to it: the C library keeps what is freed.
enum SystemPages {
  /// Large blocks ask for pages of this size: far fewer to fault in and to keep in mind.
  private static let hugePage = 2 << 20

  private static let page = Int(getpagesize())

  /// `byteCount` up to whole pages.
  static func rounded(_ byteCount: Int) -> Int { (byteCount + page - 1) / page * page }

  /// `byteCount` bytes, whole pages.
  static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
    guard byteCount >= 2 * hugePage else { return map(byteCount) }
    let room = map(byteCount + hugePage)
    let start = room.alignedUp(toMultipleOf: hugePage)
    unmap(room, start - room)
    unmap(start + byteCount, hugePage - (start - room))
    #if os(Linux)
      // Advice only: without huge pages, everything works as well but for the time to touch it.
      madvise(start, byteCount, MADV_HUGEPAGE)
    #endif
    return start
  }

  /// Gives back what `allocate` gave.
  static func giveBack(_ block: FreeBlocks.Block) {
    guard let start = UnsafeMutableRawPointer(bitPattern: block.address) else { return }
    unmap(start, block.byteCount)
  }

  private static func map(_ byteCount: Int) -> UnsafeMutableRawPointer {
    let memory = mmap(
      nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard let memory, memory != MAP_FAILED else {
      fatalError("\(byteCount) bytes of memory cannot be had: \(String(cString: strerror(errno)))")
    }
    return memory
  }

  private static func unmap(_ start: UnsafeMutableRawPointer, _ byteCount: Int) {
    if byteCount > 0 { munmap(start, byteCount) }
  }
}
