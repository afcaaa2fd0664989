import Foundation
import Tensors

/// A Brownian path over noise levels whose increments depend on the seed alone, not on the order of
/// the questions: torchsde's `BrownianInterval` with `halfway_tree`, as k-diffusion uses it.
///
/// The interval is halved again and again; each half's increment follows from the whole's by a
/// Brownian bridge whose noise is drawn from a seed of its own.
struct BrownianTree<Scalar: TensorScalar>: Sendable {
  private static var poolSize: Int { 24 }

  private let entropy: UInt64
  private let shape: [Int]
  private let root: Node
  private let increment: Tensor<Scalar>

  /// A path from `start` to `end`.
  ///
  /// - Parameter noise: the noise of a 32-bit seed.
  init(
    from start: Double, to end: Double, shape: [Int], entropy: UInt64,
    noise: (_ seed: UInt64) throws -> Tensor<Scalar>
  ) rethrows {
    self.entropy = entropy
    self.shape = shape
    self.root = Node(start: Self.rounded(start), end: Self.rounded(end), key: 0, depth: 0)
    let seeds = SeedSequence(entropy: entropy, poolSize: Self.poolSize).state(3)
    self.increment = try noise(UInt64(seeds[0])) * Scalar((end - start).squareRoot())
  }

  /// The path's increment from `start` to `end`, which may be the later one.
  func callAsFunction(
    _ start: Double, _ end: Double, noise: (_ seed: UInt64) throws -> Tensor<Scalar>
  ) rethrows -> Tensor<Scalar> {
    let bounds = [min(start, end), max(start, end)].map {
      Self.rounded(min(max($0, root.start), root.end))
    }
    guard bounds[0] < bounds[1] else { return .zeros(shape) }
    let parts = try increments(root, increment, bounds[0], bounds[1], noise)
    let sum = parts.dropFirst().reduce(parts[0], +)
    return start < end ? sum : -sum
  }

  /// An interval of the tree.
  private struct Node {
    let start: Double
    let end: Double
    let key: UInt64
    let depth: UInt64

    /// The interval from `start` to `end` as a half of this one.
    func child(_ start: Double, _ end: Double, isRight: Bool) -> Node {
      Node(start: start, end: end, key: 2 * key + (isRight ? 1 : 0), depth: depth + 1)
    }
  }

  /// The increments of the tree's intervals that make up `start`…`end` inside `node`, left to right.
  private func increments(
    _ node: Node, _ whole: Tensor<Scalar>, _ start: Double, _ end: Double,
    _ noise: (_ seed: UInt64) throws -> Tensor<Scalar>
  ) rethrows -> [Tensor<Scalar>] {
    let middle = Self.rounded(0.5 * (node.end + node.start))
    let isWhole = start <= node.start && end >= node.end
    // An interval as short as the resolution has no halves.
    guard !isWhole, node.start < middle, middle < node.end else { return [whole] }
    let seeds = SeedSequence(
      entropy: entropy, spawnKey: [node.key, node.depth], poolSize: Self.poolSize
    ).state(4)
    let reciprocal = 1 / (node.end - node.start)
    let variance = (middle - node.start) * (node.end - middle) * reciprocal
    let draw = try noise(UInt64(seeds[0]))
    let left =
      Scalar(middle - node.start) * whole * Scalar(reciprocal)
      + Scalar(variance.squareRoot()) * draw

    var result: [Tensor<Scalar>] = []
    if start < middle {
      let child = node.child(node.start, middle, isRight: false)
      result += try increments(child, left, start, min(end, middle), noise)
    }
    if end > middle {
      let child = node.child(middle, node.end, isRight: true)
      result += try increments(child, whole - left, max(start, middle), end, noise)
    }
    return result
  }

  /// Python's `round(value, 6)`, by way of the exactly rounded decimal text.
  private static func rounded(_ value: Double) -> Double {
    Double(String(format: "%.6f", value)) ?? value
  }
}
