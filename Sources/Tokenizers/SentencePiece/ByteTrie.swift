/// A trie of byte strings, each with a number.
///
/// Nodes lie in the order of a breadth-first walk, so that the children of one are neighbours.
struct ByteTrie: Sendable {
  private struct Node: Sendable {
    var label: UInt8
    var childCount: UInt16 = 0
    var firstChild: Int32 = 0
    var value: Int32 = -1
  }

  /// The node where every search starts.
  static let root = 0

  private var nodes: [Node] = [Node(label: 0)]

  /// Builds the trie; of equal keys the last one counts, and empty keys do not.
  init(_ entries: [(key: [UInt8], value: Int)]) {
    let order = entries.indices.filter { !entries[$0].key.isEmpty }.sorted {
      let (a, b) = (entries[$0].key, entries[$1].key)
      return a == b ? $0 < $1 : a.lexicographicallyPrecedes(b)
    }
    let sorted = order.map { entries[$0] }
    var pending = [sorted.indices]
    var depths = [0]
    var node = 0
    while node < nodes.count {
      let (range, depth) = (pending[node], depths[node])
      nodes[node].firstChild = Int32(nodes.count)
      var start = range.lowerBound
      while start < range.upperBound, sorted[start].key.count == depth {
        nodes[node].value = Int32(sorted[start].value)
        start += 1
      }
      while start < range.upperBound {
        let label = sorted[start].key[depth]
        let end = sorted[start..<range.upperBound].firstIndex { $0.key[depth] != label }
        nodes[node].childCount += 1
        nodes.append(Node(label: label))
        pending.append(start..<(end ?? range.upperBound))
        depths.append(depth + 1)
        start = end ?? range.upperBound
      }
      node += 1
    }
  }

  /// Whether there are no keys.
  var isEmpty: Bool { nodes.count == 1 }

  /// The node below `node` that `byte` leads to.
  func child(_ node: Int, _ byte: UInt8) -> Int? {
    var low = Int(nodes[node].firstChild)
    var high = low + Int(nodes[node].childCount)
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle].label < byte { low = middle + 1 } else { high = middle }
    }
    let end = Int(nodes[node].firstChild) + Int(nodes[node].childCount)
    return low < end && nodes[low].label == byte ? low : nil
  }

  /// The number of the key that ends at `node`, nil if none does.
  func value(_ node: Int) -> Int? {
    nodes[node].value < 0 ? nil : Int(nodes[node].value)
  }

  /// The number of `key`.
  func value(of key: some Sequence<UInt8>) -> Int? {
    var node = Self.root
    for byte in key {
      guard let next = child(node, byte) else { return nil }
      node = next
    }
    return value(node)
  }

  /// The length of the longest key that `text` has at `start`.
  func longestMatch(_ text: [UInt8], at start: Int) -> Int? {
    var node = Self.root
    var longest: Int?
    for index in start..<text.count {
      guard let next = child(node, text[index]) else { break }
      node = next
      if value(node) != nil { longest = index + 1 - start }
    }
    return longest
  }
}
