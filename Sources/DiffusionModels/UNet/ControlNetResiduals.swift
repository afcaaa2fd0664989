public import Tensors

/// What a ControlNet adds to a U-Net: `down_block_additional_residuals` and
/// `mid_block_additional_residual`.
public struct ControlNetResiduals<Scalar: TensorScalar>: Sendable {
  /// One tensor for each skip connection, in the order of the way down.
  public var down: [Tensor<Scalar>]
  /// The one for the middle block.
  public var mid: Tensor<Scalar>

  /// Residuals with what is given.
  public init(down: [Tensor<Scalar>], mid: Tensor<Scalar>) {
    self.down = down
    self.mid = mid
  }

  /// Adds `down` to `skips`; as Python's `zip`, to no more than there are of both.
  func add(toSkips skips: inout [Tensor<Scalar>]) {
    skips = zip(skips, down).map { $0 + $1 }
  }
}
