import Checkpoints

/// The rules by which SentencePiece replaces characters: a double-array trie of what is replaced, and
/// the replacements, each with a zero at its end.
///
/// S. Yata's Darts-clone; `precompiled_charsmap` of a model's `normalizer_spec`.
struct Charsmap: Sendable {
  private let units: [UInt32]
  private let replacements: [UInt8]

  /// - Throws: `CheckpointError` if the sizes do not fit.
  init(_ blob: [UInt8], file: String) throws(CheckpointError) {
    let size = blob.prefix(4).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    guard blob.count > 4, size > 0, size < blob.count - 3 else {
      throw CheckpointError(
        file: file, key: "precompiled_charsmap", problem: "the rules of normalisation are cut off",
        advice: "fetch the file again")
    }
    units = (0..<(size / 4)).map { unit in
      (0..<4).reduce(0) { $0 | UInt32(blob[4 + 4 * unit + $1]) << (8 * UInt32($1)) }
    }
    replacements = Array(blob[(4 + size)...])
  }

  /// The longest rule that applies at `start` of `text`: how many bytes it takes, and its replacement.
  func longest(_ text: [UInt8], at start: Int) -> (length: Int, replacement: Int)? {
    var found: (Int, Int)?
    walk(text, start..<text.count) { length, replacement in
      found = (length, replacement)
      return true
    }
    return found
  }

  /// The replacement of the shortest rule that applies at the start of `range`.
  func shortest(_ text: [UInt8], _ range: Range<Int>) -> Int? {
    var found: Int?
    walk(text, range) { _, replacement in
      found = replacement
      return false
    }
    return found
  }

  /// The bytes of the replacement at `offset`.
  func replacement(_ offset: Int) -> ArraySlice<UInt8> {
    guard offset < replacements.count else { return [] }
    return replacements[offset...].prefix { $0 != 0 }
  }

  /// Calls `visit` for every rule that applies, shortest first, until it returns false.
  private func walk(
    _ text: [UInt8], _ range: Range<Int>, _ visit: (_ length: Int, _ replacement: Int) -> Bool
  ) {
    guard var unit = units.first else { return }
    var position = Self.offset(unit)
    for index in range {
      position ^= Int(text[index])
      guard position < units.count else { return }
      unit = units[position]
      guard unit & 0x8000_00ff == UInt32(text[index]) else { return }
      position ^= Self.offset(unit)
      if unit >> 8 & 1 == 1 {
        guard position < units.count else { return }
        let isMoreWanted = visit(index + 1 - range.lowerBound, Int(units[position] & 0x7fff_ffff))
        if !isMoreWanted { return }
      }
    }
  }

  private static func offset(_ unit: UInt32) -> Int {
    Int(unit >> 10) << Int((unit & 1 << 9) >> 6)
  }
}
