import Checkpoints
import Layers
import Tensors

/// Cuts a picture into patches, each a token, and adds the middle of a table of positions.
///
/// The table is a buffer that checkpoints hold, so it is read, not computed.
struct PatchEmbed<Scalar: TensorScalar>: Sendable {
  let patchSize: Int
  private let proj: Conv2d<Scalar>
  private let positions: PatchPositions<Scalar>?

  /// - Parameter maxSize: The extent of the table of positions, counted in patches; nil for none.
  init(_ weights: WeightScope<Scalar>, patchSize: Int, inputs: Int, size: Int, maxSize: Int?) {
    self.patchSize = patchSize
    proj = Conv2d(weights["proj"], inputs, size, kernel: patchSize, stride: patchSize)
    positions = maxSize.map { maxSize in
      let table = weights.tensor("pos_embed", [1, maxSize * maxSize, size])
      return PatchPositions(table: table.reshaped([maxSize, maxSize, size]))
    }
  }

  /// `x`: `[N, inputs, H, W]`; the result: `[N, (H / patchSize) · (W / patchSize), size]`.
  ///
  /// - Throws: diffusers' `ValueError` for a picture larger than the table, torch's `RuntimeError`
  ///   for other channels.
  func callAsFunction(_ x: Tensor<Scalar>) throws -> Tensor<Scalar> {
    try checkConvolution(x, weight: proj.weight)
    let tokens = proj(x).flattened(2, 3).transposed(1, 2)
    guard let positions else { return tokens }
    return tokens + (try positions.cropped(x.extent(2) / patchSize, x.extent(3) / patchSize))
  }
}

/// A square table of positions.
private struct PatchPositions<Scalar: TensorScalar>: Sendable {
  /// `[maxSize, maxSize, size]`.
  let table: Tensor<Scalar>

  /// The middle of the table: `[1, height · width, size]`.
  func cropped(_ height: Int, _ width: Int) throws -> Tensor<Scalar> {
    let maxSize = table.extent(0)
    for (name, extent) in [("Height", height), ("Width", width)] where extent > maxSize {
      throw PythonError.value(
        "\(name) (\(extent)) cannot be greater than `pos_embed_max_size`: \(maxSize).")
    }
    let (top, left) = ((maxSize - height) / 2, (maxSize - width) / 2)
    return table.narrowed(0, top..<(top + height)).narrowed(1, left..<(left + width))
      .flattened(0, 1).unsqueezed(0)
  }
}
