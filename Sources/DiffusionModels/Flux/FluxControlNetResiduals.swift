import Checkpoints
public import Tensors

/// What a ControlNet adds to the tokens of a picture in a transformer.
public struct FluxControlNetResiduals<Scalar: TensorScalar>: Sendable {
  /// For the blocks with two streams, `[N, L, C]` each; nil if the ControlNet has no such blocks.
  public let blocks: [Tensor<Scalar>]?
  /// For the blocks with one stream, `[N, L, C]` each; nil if the ControlNet has no such blocks.
  public let singleBlocks: [Tensor<Scalar>]?

  /// Residuals, as far as there are any.
  public init(blocks: [Tensor<Scalar>]?, singleBlocks: [Tensor<Scalar>]?) {
    self.blocks = blocks
    self.singleBlocks = singleBlocks
  }

  /// The sums with `other`, as far as both have residuals of a kind.
  static func + (left: Self, right: Self) throws -> Self {
    Self(
      blocks: try sum(left.blocks, right.blocks),
      singleBlocks: try sum(left.singleBlocks, right.singleBlocks))
  }

  private static func sum(
    _ left: [Tensor<Scalar>]?, _ right: [Tensor<Scalar>]?
  ) throws -> [Tensor<Scalar>]? {
    guard let left, let right else { return left }
    return try zip(left, right).map { try $0.adding($1) }
  }

  /// What a transformer of `counts` adds to `tokens` at `place`, if anything.
  ///
  /// - Parameters:
  ///   - counts: The number of blocks of the transformer; when the ControlNet has fewer, several
  ///     blocks in a row get the same residual.
  ///   - repeats: Whether the blocks with two streams get the residuals in turn instead.
  func sum(
    _ place: FluxPlace, _ tokens: Tensor<Scalar>, counts: (blocks: Int, singleBlocks: Int),
    repeats: Bool
  ) throws -> Tensor<Scalar>? {
    switch place {
    case .block(let index):
      guard let blocks else { return nil }
      let choice =
        repeats ? index % blocks.count : Self.choice(index, counts.blocks, blocks.count)
      return try tokens.adding(blocks[choice])
    case .singleBlock(let index):
      guard let singleBlocks else { return nil }
      return try tokens.adding(
        singleBlocks[Self.choice(index, counts.singleBlocks, singleBlocks.count)])
    }
  }

  /// The residual for block `index` of `blocks`, when there are `residuals`.
  private static func choice(_ index: Int, _ blocks: Int, _ residuals: Int) -> Int {
    index / ((blocks + residuals - 1) / residuals)
  }
}
