import Tensors

extension AutoencoderKL {
  /// The moments of `x`, encoded in overlapping tiles that are blended.
  func tiledEncode(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    tiled(x, from: tileSampleMinSize, to: tileLatentMinSize, encodedTile)
  }

  /// The pictures of `z`, decoded in overlapping tiles that are blended.
  func tiledDecode(_ z: Tensor<Scalar>) -> Tensor<Scalar> {
    tiled(z, from: tileLatentMinSize, to: tileSampleMinSize, decodedTile)
  }

  /// `body` of every tile of size `source`, joined after the overlaps are blended; a tile's result
  /// has the size `target`.
  private func tiled(
    _ x: Tensor<Scalar>, from source: Int, to target: Int,
    _ body: (Tensor<Scalar>) -> Tensor<Scalar>
  ) -> Tensor<Scalar> {
    let step = max(1, Int(Double(source) * (1 - tileOverlapFactor)))
    let overlap = Int(Double(target) * tileOverlapFactor)
    var above: [Tensor<Scalar>] = []
    var rows: [Tensor<Scalar>] = []
    for top in stride(from: 0, to: x.extent(2), by: step) {
      var row: [Tensor<Scalar>] = []
      for left in stride(from: 0, to: x.extent(3), by: step) {
        var tile = body(x.cropped(top, left, size: source))
        // Upstream blends in place: the neighbours are blended already.
        if row.count < above.count {
          tile = tile.blended(with: above[row.count], along: 2, overlap)
        }
        if let neighbour = row.last { tile = tile.blended(with: neighbour, along: 3, overlap) }
        row.append(tile)
      }
      rows.append(.concatenated(row.map { $0.cropped(0, 0, size: target - overlap) }, 3))
      above = row
    }
    return .concatenated(rows, 2)
  }
}

extension Tensor {
  /// A view of the square of `size` from row `top` and column `left`, as far as it lies inside.
  func cropped(_ top: Int, _ left: Int, size: Int) -> Tensor {
    narrowed(2, top..<min(top + size, extent(2))).narrowed(3, left..<min(left + size, extent(3)))
  }

  /// The tensor with its first `extent` rows or columns faded in over the last ones of `previous`.
  fileprivate func blended(with previous: Tensor, along dimension: Int, _ extent: Int) -> Tensor {
    let end = previous.extent(dimension)
    let extent = Swift.min(end, self.extent(dimension), extent)
    guard extent > 0 else { return self }
    let shape = dimension == 2 ? [extent, 1] : [1, extent]
    let steps = (0..<extent).map { Double($0) / Double(extent) }
    let fading =
      previous.narrowed(dimension, (end - extent)..<end)
      * Tensor(steps.map { Scalar(1 - $0) }, shape: shape)
    let coming = narrowed(dimension, 0..<extent) * Tensor(steps.map { Scalar($0) }, shape: shape)
    let rest = narrowed(dimension, extent..<self.extent(dimension))
    return .concatenated([fading + coming, rest], dimension)
  }
}
