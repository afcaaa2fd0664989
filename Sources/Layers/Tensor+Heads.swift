public import Tensors

extension Tensor {
  /// `[N, L, heads · D]` cut into heads: `[N, heads, L, D]`.
  public func splitIntoHeads(_ heads: Int) -> Tensor {
    reshaped([extent(0), extent(1), heads, extent(2) / heads]).transposed(1, 2)
  }

  /// `[N, heads, L, D]` with the heads side by side: `[N, L, heads · D]`.
  public func joinedHeads() -> Tensor { transposed(1, 2).flattened(2, 3) }
}
