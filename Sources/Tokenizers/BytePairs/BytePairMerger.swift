/// Joins the symbols of a word, pair by pair, in the order of a list of merges.
///
/// R. Sennrich, B. Haddow, A. Birch: Neural Machine Translation of Rare Words with Subword Units (2016).
/// The pair of the lowest rank is joined everywhere in the word, from left to right, then the next
/// one. A heap of pairs makes that quasi-linear in the word's length.
struct BytePairMerger: Sendable {
  /// The texts of all symbols; a symbol is an index of this.
  private(set) var symbols: [ExactText] = []
  private var numbers: [ExactText: UInt32] = [:]
  private var merges: [Pair: Merge] = [:]

  private struct Pair: Hashable, Sendable {
    let left: UInt32
    let right: UInt32
  }

  private struct Merge: Sendable {
    let rank: UInt32
    let result: UInt32
  }

  /// The number of `text`, a new one if it is not among the symbols.
  mutating func symbol(_ text: ExactText) -> UInt32 {
    if let number = numbers[text] { return number }
    let number = UInt32(symbols.count)
    numbers[text] = number
    symbols.append(text)
    return number
  }

  /// Lets `left` and `right` be joined; a pair that comes again takes the later rank.
  mutating func addMerge(_ left: ExactText, _ right: ExactText, rank: Int) {
    let pair = Pair(left: symbol(left), right: symbol(right))
    let result = symbol(ExactText(left.scalars + right.scalars))
    merges[pair] = Merge(rank: UInt32(rank), result: result)
  }

  /// What is left of `word` when nothing more can be joined.
  func merged(_ word: [UInt32]) -> [UInt32] {
    guard word.count > 1 else { return word }
    var chain = Chain(word)
    var heap = PairHeap()
    for position in 0..<word.count - 1 {
      push(position, of: chain, to: &heap)
    }
    var changed: [Int] = []
    while let (rank, first) = heap.popMinimum() {
      changed.removeAll(keepingCapacity: true)
      join(at: first, rank, &chain, &changed)
      while let position = heap.popMinimum(ifRank: rank) {
        join(at: position, rank, &chain, &changed)
      }
      for position in changed { push(position, of: chain, to: &heap) }
    }
    return chain.remaining
  }

  private func merge(at position: Int, of chain: Chain) -> Merge? {
    guard chain.isAlive(position), let next = chain.next(position) else { return nil }
    return merges[Pair(left: chain.symbols[position], right: chain.symbols[next])]
  }

  private func push(_ position: Int, of chain: Chain, to heap: inout PairHeap) {
    if let merge = merge(at: position, of: chain) { heap.push(rank: merge.rank, position) }
  }

  private func join(at position: Int, _ rank: UInt32, _ chain: inout Chain, _ changed: inout [Int])
  {
    // The pair may be gone since it was put on the heap.
    guard let merge = merge(at: position, of: chain), merge.rank == rank else { return }
    chain.joinNext(position, merge.result)
    if let previous = chain.previous(position) { changed.append(previous) }
    changed.append(position)
  }
}

/// The symbols of a word as a linked list.
private struct Chain {
  private(set) var symbols: [UInt32]
  private var following: [Int]
  private var preceding: [Int]

  init(_ word: [UInt32]) {
    symbols = word
    following = Array(1...word.count)
    preceding = Array(-1..<word.count - 1)
  }

  func isAlive(_ position: Int) -> Bool { following[position] > position }

  func next(_ position: Int) -> Int? {
    following[position] < symbols.count ? following[position] : nil
  }

  func previous(_ position: Int) -> Int? { preceding[position] >= 0 ? preceding[position] : nil }

  /// Puts `symbol` in the place of `position` and its neighbour, which dies.
  mutating func joinNext(_ position: Int, _ symbol: UInt32) {
    let dead = following[position]
    symbols[position] = symbol
    following[position] = following[dead]
    if following[dead] < symbols.count { preceding[following[dead]] = position }
    following[dead] = -1
  }

  var remaining: [UInt32] {
    symbols.indices.filter(isAlive).map { symbols[$0] }
  }
}
