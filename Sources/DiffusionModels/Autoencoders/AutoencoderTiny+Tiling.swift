import Checkpoints
import Tensors

extension AutoencoderTiny {
  /// The latents of `x`, encoded in overlapping tiles that are blended.
  func tiledEncode(_ x: Tensor<Scalar>) throws -> Tensor<Scalar> {
    let factor = spatialScaleFactor
    // Upstream counts on latents of 4 channels.
    return try tiled(
      x, size: tileSampleMinSize, to: 4, 1 / Double(factor), { $0 / factor }, encodedTile)
  }

  /// The pictures of `x`, decoded in overlapping tiles that are blended.
  func tiledDecode(_ x: Tensor<Scalar>) throws -> Tensor<Scalar> {
    let factor = spatialScaleFactor
    return try tiled(
      x, size: tileLatentMinSize, to: 3, Double(factor), { $0 * factor }, decodedTile)
  }

  /// `body` of every tile of `x`, each laid over those before with its first rows and columns faded
  /// in.
  ///
  /// - Parameters:
  ///   - size: The size of a tile of `x`.
  ///   - channels: The channels of the result.
  ///   - ratio: The size of the result in those of `x`.
  ///   - place: The place in the result of a place in `x`.
  /// - Throws: Python's and torch's errors for sizes that do not fit.
  private func tiled(
    _ x: Tensor<Scalar>, size: Int, to channels: Int, _ ratio: Double, _ place: (Int) -> Int,
    _ body: (Tensor<Scalar>) throws -> Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    let overlap = Int(Double(size) * tileOverlapFactor)
    guard size > overlap else { throw PythonError.value("range() arg 3 must not be zero") }
    let fading = fading(
      count: Int((Double(size) * ratio).rounded(.up)), over: Double(overlap) * ratio - 1)
    let (height, width) = (place(x.extent(2)), place(x.extent(3)))
    var canvas: Tensor<Scalar>?
    for top in stride(from: 0, to: x.extent(2), by: size - overlap) {
      for left in stride(from: 0, to: x.extent(3), by: size - overlap) {
        let tile = try body(x.cropped(top, left, size: size))
        let area = Area(
          rows: place(top)..<min(place(top + size), height),
          columns: place(left)..<min(place(left + size), width))
        let mask =
          fading.mask(tile.extent(2), fades: top > 0).unsqueezed(1)
          * fading.mask(tile.extent(3), fades: left > 0)
        try requireBroadcastable(mask.shape, tile.shape)
        let target = [x.extent(0), channels, area.rows.count, area.columns.count]
        // Before anything of the result's size is made.
        try requireEqual(tile.shape, target)
        let whole = canvas ?? .zeros([x.extent(0), channels, height, width])
        canvas = area.pasting(mask * tile + (1 - mask) * area.part(of: whole), onto: whole)
      }
    }
    return canvas ?? .zeros([x.extent(0), channels, height, width])
  }

  /// Refuses a tile of another shape than its place.
  private func requireEqual(_ tile: [Int], _ place: [Int]) throws {
    try requireBroadcastable(tile, place)
    guard let axis = place.indices.last(where: { tile[$0] != place[$0] }) else { return }
    throw PythonError.sizes(place[axis], tile[axis], dimension: axis)
  }

  /// A ramp from 0 to 1 over `extent` + 1 places, of `count` in all.
  private func fading(count: Int, over extent: Double) -> Fading<Scalar> {
    let ramp = Tensor<Scalar>((0..<count).map { Scalar($0) / Scalar(extent) }, shape: [count])
    return Fading(ramp: ramp.clamped(0, 1))
  }
}

/// How much of a tile shows, along one side.
private struct Fading<Scalar: TensorScalar> {
  let ramp: Tensor<Scalar>

  /// The first `count` values, or ones for a tile at the border.
  func mask(_ count: Int, fades: Bool) -> Tensor<Scalar> {
    let part = ramp[0..<min(count, ramp.extent(0))]
    return fades ? part : .ones(part.shape)
  }
}

/// A rectangle of a tensor `[N, C, H, W]`.
private struct Area {
  let rows: Range<Int>
  let columns: Range<Int>

  func part<Scalar>(of whole: Tensor<Scalar>) -> Tensor<Scalar> {
    whole.narrowed(2, rows).narrowed(3, columns)
  }

  /// `whole` with `part` in this place.
  func pasting<Scalar>(_ part: Tensor<Scalar>, onto whole: Tensor<Scalar>) -> Tensor<Scalar> {
    let band = whole.narrowed(2, rows)
    let middle = Tensor.concatenated(
      [
        band.narrowed(3, 0..<columns.lowerBound), part,
        band.narrowed(3, columns.upperBound..<whole.extent(3)),
      ], 3)
    return .concatenated(
      [
        whole.narrowed(2, 0..<rows.lowerBound), middle,
        whole.narrowed(2, rows.upperBound..<whole.extent(2)),
      ], 2)
  }
}
