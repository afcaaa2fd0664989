/// The scores of a unigram model, and how they are rounded.
protocol UnigramScores: Sendable {
  /// The pieces.
  var trie: ByteTrie { get }
  /// The id of a character that is in no piece.
  var unknownID: Int? { get }
  /// The score of such a character.
  var unknownScore: Double { get }
  /// The score of the piece `id`, `length` bytes long; nil if it is not to be used.
  func score(_ id: Int, length: Int) -> Double?
  /// The score of a path, rounded as it is compared and kept.
  static func kept(_ score: Double) -> Double
}

extension UnigramScores {
  /// The pieces of `text` with the highest sum of scores, in its order (Viterbi's algorithm).
  ///
  /// Of equal paths the one found first stays: the one whose last piece starts earlier. A character
  /// that no piece covers alone may also be unknown.
  ///
  /// - Returns: nil if there is a character that is in no piece, and no id for such.
  func bestPath(_ text: [UInt8]) -> [(range: Range<Int>, id: Int)]? {
    var best = [PathEnd](repeating: PathEnd(), count: text.count + 1)
    var start = 0
    while start < text.count {
      let width = Self.characterWidth(text, start)
      let before = best[start].score
      var hasCharacter = false
      var node = ByteTrie.root
      var end = start
      while end < text.count, let next = trie.child(node, text[end]) {
        node = next
        end += 1
        guard let id = trie.value(node), let score = score(id, length: end - start) else {
          continue
        }
        best[end].offer(Self.kept(score + before), start, id)
        if end - start == width { hasCharacter = true }
      }
      if !hasCharacter {
        guard let unknownID else { return nil }
        best[start + width].offer(Self.kept(unknownScore + before), start, unknownID)
      }
      start += width
    }
    var path: [(Range<Int>, Int)] = []
    var end = text.count
    while end > 0 {
      path.append((best[end].start..<end, best[end].id))
      end = best[end].start
    }
    return path.reversed()
  }

  /// How many bytes the character at `start` has, by its first byte.
  private static func characterWidth(_ text: [UInt8], _ start: Int) -> Int {
    let width =
      switch text[start] {
      case ..<0xc0: 1
      case ..<0xe0: 2
      case ..<0xf0: 3
      default: 4
      }
    return min(width, text.count - start)
  }
}

/// The best path to a place in a text.
private struct PathEnd {
  var score = 0.0
  var start = -1
  var id = 0

  /// Takes a path over if it is better than what is known.
  mutating func offer(_ candidate: Double, _ start: Int, _ id: Int) {
    guard self.start < 0 || candidate > score else { return }
    score = candidate
    self.start = start
    self.id = id
  }
}
