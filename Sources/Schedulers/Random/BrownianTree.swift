import Foundation
import Tensors

/// A Brownian path over noise levels whose increments depend on the seed alone, not on the order of
/// the questions: torchsde's `BrownianInterval` with `halfway_tree`, as k-diffusion uses it.
///
/// The interval is halved again and again; each half's increment follows from the whole's by a
/// Brownian bridge whose noise is drawn from a seed of its own. The draws come in torchsde's order,
/// its cache included, so that a recording of one run fits another.
struct BrownianTree<Scalar: TensorScalar>: Sendable {
  /// Draws the noise of a 32-bit seed.
  typealias Noise = (_ seed: UInt64) throws -> Tensor<Scalar>

  private static var poolSize: Int { 24 }
  private static var cacheSize: Int { 45 }

  private let entropy: UInt64
  private let shape: [Int]
  private let root: Node
  private let increment: Tensor<Scalar>
  /// The increments computed last, the oldest one first.
  private var cache: [(node: Node, increment: Tensor<Scalar>)] = []

  /// A path from `start` to `end`.
  init(
    from start: Double, to end: Double, shape: [Int], entropy: UInt64, noise: Noise
  ) rethrows {
    self.entropy = entropy
    self.shape = shape
    self.root = Node(start: Self.resolved(start), end: Self.resolved(end), key: 0, depth: 0)
    let seeds = SeedSequence(entropy: entropy, poolSize: Self.poolSize).state(3)
    self.increment = try noise(UInt64(seeds[0])) * Scalar((end - start).squareRoot())
    // The space-time Lévy area, which nobody asks for, is drawn, too.
    _ = try noise(UInt64(seeds[1]))
  }

  /// The path's increment from `start` to `end`, which may be the later one.
  mutating func callAsFunction(
    _ start: Double, _ end: Double, noise: Noise
  ) rethrows -> Tensor<Scalar> {
    let bounds = [min(start, end), max(start, end)].map {
      Self.resolved(min(max($0, root.start), root.end))
    }
    guard bounds[0] < bounds[1] else { return .zeros(shape) }
    var sum: Tensor<Scalar>?
    for chain in chains([root], bounds[0], bounds[1]) {
      let part = try increment(of: chain, noise)
      sum = sum.map { $0 + part } ?? part
    }
    let total = sum ?? .zeros(shape)
    return start < end ? total : -total
  }

  /// An interval of the tree.
  private struct Node: Equatable {
    let start: Double
    let end: Double
    let key: UInt64
    let depth: UInt64

    var middle: Double { BrownianTree.resolved(0.5 * (end + start)) }

    /// Both halves; nil for an interval as short as the resolution.
    var halves: [Node]? {
      guard start < middle, middle < end else { return nil }
      return [
        Node(start: start, end: middle, key: 2 * key, depth: depth + 1),
        Node(start: middle, end: end, key: 2 * key + 1, depth: depth + 1),
      ]
    }
  }

  /// The tree's intervals that make up `start`…`end`, left to right, each behind all that hold it.
  private func chains(_ chain: [Node], _ start: Double, _ end: Double) -> [[Node]] {
    guard let node = chain.last else { return [] }
    let isWhole = start <= node.start && end >= node.end
    guard !isWhole, let halves = node.halves else { return [chain] }
    return halves.filter { start < $0.end && end > $0.start }
      .flatMap { chains(chain + [$0], start, end) }
  }

  /// The increment over the last interval of `chain`.
  private mutating func increment(
    of chain: [Node], _ noise: Noise
  ) rethrows -> Tensor<Scalar> {
    var level = 0
    var whole = increment
    for (index, node) in chain.enumerated().dropFirst() {
      guard let known = cache.first(where: { $0.node == node }) else { continue }
      (level, whole) = (index, known.increment)
    }
    for (parent, child) in zip(chain, chain.dropFirst()).dropFirst(level) {
      whole = try half(child, of: parent, whole, noise)
      if cache.count >= Self.cacheSize { cache.removeFirst() }
      cache.append((child, whole))
    }
    return whole
  }

  /// The increment over one half of `parent`, whose own is `whole`.
  private func half(
    _ child: Node, of parent: Node, _ whole: Tensor<Scalar>, _ noise: Noise
  ) rethrows -> Tensor<Scalar> {
    let seeds = SeedSequence(
      entropy: entropy, spawnKey: [parent.key, parent.depth], poolSize: Self.poolSize
    ).state(4)
    let reciprocal = 1 / (parent.end - parent.start)
    let (before, after) = (parent.middle - parent.start, parent.end - parent.middle)
    let mean = Scalar(before) * whole * Scalar(reciprocal)
    let deviation = (before * after * reciprocal).squareRoot()
    let left = try mean + Scalar(deviation) * noise(UInt64(seeds[0]))
    return child.start == parent.start ? left : whole - left
  }

  /// Python's `round(value, 6)`, by way of the exactly rounded decimal text.
  fileprivate static func resolved(_ value: Double) -> Double {
    Double(String(format: "%.6f", value)) ?? value
  }
}
