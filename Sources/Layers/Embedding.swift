public import Checkpoints
public import Tensors

/// A table of vectors, one for each index.
public struct Embedding<Scalar: TensorScalar>: Sendable {
  private let stored: LayerWeight<Scalar>

  /// `[count, size]`.
  public var weight: Tensor<Scalar> { stored.tensor }

  /// Reads `weight`.
  public init(_ weights: WeightScope<Scalar>, _ count: Int, _ size: Int) {
    stored = weights.layerWeight("weight", [count, size])
  }

  /// The rows of the table at `indices`, which must lie inside it: `[indices.count, size]`.
  public func callAsFunction(_ indices: [Int]) -> Tensor<Scalar> { weight.gathered(rows: indices) }
}
