/// Finds the added tokens in a text, as transformers' `tokenization_utils.Trie`.
///
/// Where tokens overlap, upstream's search has its own ways (it prefers the earliest start and the
/// longest match, but looks ahead from unfinished matches too); it is followed step by step.
struct TokenTrie: Sendable {
  private struct Node: Sendable {
    var children: [Unicode.Scalar: Int] = [:]
    var isEnd = false
  }

  private var nodes = [Node()]

  mutating func insert(_ token: String) {
    guard !token.isEmpty else { return }
    var node = 0
    for scalar in token.unicodeScalars {
      if let child = nodes[node].children[scalar] {
        node = child
      } else {
        nodes[node].children[scalar] = nodes.count
        node = nodes.count
        nodes.append(Node())
      }
    }
    nodes[node].isEnd = true
  }

  /// The length of the longest token that `text` has at `start`.
  func longestMatch(_ text: [Unicode.Scalar], at start: Int) -> Int? {
    var node = 0
    var longest: Int?
    for index in start..<text.count {
      guard let child = nodes[node].children[text[index]] else { break }
      node = child
      if nodes[node].isEnd { longest = index + 1 - start }
    }
    return longest
  }

  /// The parts of `text`, tokens and what is between them; no part is empty.
  func split(_ text: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
    parts(of: text, at: cuts(in: text))
  }

  /// A match that has begun: where, and how far it has come.
  private struct Partial {
    let start: Int
    var node: Int
  }

  private func cuts(in text: [Unicode.Scalar]) -> [Int] {
    var offsets = [0]
    var partials: [Partial] = []
    var skip = 0
    for current in text.indices where current >= skip {
      let scalar = text[current]
      var failed: Set<Int> = []
      var match: Range<Int>?
      for index in partials.indices {
        if nodes[partials[index].node].isEnd {
          match = longestMatch(at: current, partials, index, text, &skip)
          break
        }
        if let child = nodes[partials[index].node].children[scalar] {
          partials[index].node = child
        } else {
          failed.insert(partials[index].start)
        }
      }
      if let match {
        offsets.append(match.lowerBound)
        offsets.append(match.upperBound)
        partials = []
      } else {
        partials.removeAll { failed.contains($0.start) }
      }
      if current >= skip, let child = nodes[0].children[scalar] {
        partials.append(Partial(start: current, node: child))
      }
    }
    if let last = partials.first(where: { nodes[$0.node].isEnd }) {
      offsets.append(last.start)
      offsets.append(text.count)
    }
    return offsets
  }

  /// The match to take when the partial match `index` is complete before `current`.
  private func longestMatch(
    at current: Int, _ partials: [Partial], _ index: Int, _ text: [Unicode.Scalar],
    _ skip: inout Int
  ) -> Range<Int> {
    var start = partials[index].start
    var end = current
    for candidate in partials {
      if candidate.start > start { break }
      // Earlier candidates have taken the current character already.
      var ahead = candidate.start < start ? current + 1 : current
      end = ahead
      var node = candidate.node
      if nodes[node].isEnd {
        start = candidate.start
        skip = ahead
      }
      while ahead < text.count, let child = nodes[node].children[text[ahead]] {
        node = child
        ahead += 1
        if nodes[node].isEnd {
          start = candidate.start
          end = ahead
          skip = ahead
        }
      }
    }
    return start..<max(start, end)
  }

  private func parts(of text: [Unicode.Scalar], at offsets: [Int]) -> [[Unicode.Scalar]] {
    var parts: [[Unicode.Scalar]] = []
    var start = 0
    for end in offsets + [text.count] where end > start {
      parts.append(Array(text[start..<end]))
      start = end
    }
    return parts
  }
}
