/// Aᵀ m A of the products of some tiles and outputs, written to the output with the bias.
struct WinogradOutputTransform<Scalar: TensorScalar> {
  let convolution: WinogradConvolution<Scalar>
  /// Tiles, counted over all images.
  let tiles: Range<Int>
  let outputs: Range<Int>

  /// The distance between the 16 elements of a tile in scratch memory.
  private var pitch: Int { (tiles.count + 7) / 8 * 8 + 8 }

  /// `products` is `[36, panels of tiles, outputs, columns of a panel]`.
  func perform(from products: UnsafePointer<Scalar>) {
    withScratch(16 * pitch + 24 * 8) { (scratch: UnsafeMutablePointer<Scalar>) in
      for output in outputs { perform(output, from: products, scratch) }
    }
  }

  private func perform(
    _ output: Int, from products: UnsafePointer<Scalar>, _ scratch: UnsafeMutablePointer<Scalar>
  ) {
    let columns = PanelProduct<Scalar>.columns
    let rows = (outputs.count + 7) / 8 * 8
    let shift = SIMD8(repeating: convolution.bias.map { $0[output] } ?? 0)
    for start in stride(from: 0, to: tiles.count, by: 8) {
      let source =
        products + start / columns * columns * rows + (output - outputs.lowerBound) * columns
        + start % columns
      transform(source, scratch + 16 * pitch, adding: shift, to: scratch + start)
    }
    scatter(scratch, output)
  }

  /// Eight tiles: columns of the products to `half`, then the rows of these to their 16 places.
  @inline(__always)
  private func transform(
    _ source: UnsafePointer<Scalar>, _ half: UnsafeMutablePointer<Scalar>,
    adding shift: SIMD8<Scalar>, to target: UnsafeMutablePointer<Scalar>
  ) {
    typealias Points = WinogradPoints<SIMD8<Scalar>>
    let plane = convolution.blocks.products.plane
    for column in 0..<6 {
      let values = Points.product(Points.load(source + column * plane, 6 * plane))
      Points.store(values, to: half + column * 8, 48)
    }
    for row in 0..<4 {
      let values = Points.product(Points.load(half + row * 48, 8))
      Points.store(
        (values.0 + shift, values.1 + shift, values.2 + shift, values.3 + shift),
        to: target + row * 4 * pitch, pitch)
    }
  }

  /// Writes the tiles to the plane of `output`, without what lies beyond its edges.
  private func scatter(_ source: UnsafePointer<Scalar>, _ output: Int) {
    let (geometry, blocks) = (convolution.geometry, convolution.blocks)
    var tile = tiles.lowerBound
    while tile < tiles.upperBound {
      let (row, column) = (tile / blocks.tileColumns, tile % blocks.tileColumns)
      let count = min(blocks.tileColumns - column, tiles.upperBound - tile)
      let (image, tileRow) = (row / blocks.tileRows, row % blocks.tileRows)
      let plane =
        convolution.output + (image * geometry.outputs + output) * geometry.outputArea
      let width = min(4 * count, geometry.outputWidth - 4 * column)
      for i in 0..<min(4, geometry.outputHeight - 4 * tileRow) {
        join(
          source + 4 * i * pitch + tile - tiles.lowerBound, width,
          to: plane + (4 * tileRow + i) * geometry.outputWidth + 4 * column)
      }
      tile += count
    }
  }

  /// `width` elements of a row from the four columns of its tiles.
  @inline(__always)
  private func join(
    _ source: UnsafePointer<Scalar>, _ width: Int, to target: UnsafeMutablePointer<Scalar>
  ) {
    var x = 0
    while x + 32 <= width {
      let place = source + x / 4
      var even = SIMD16<Scalar>()
      var odd = SIMD16<Scalar>()
      even.evenHalf = loadVector(SIMD8<Scalar>.self, place)
      odd.evenHalf = loadVector(SIMD8<Scalar>.self, place + pitch)
      even.oddHalf = loadVector(SIMD8<Scalar>.self, place + 2 * pitch)
      odd.oddHalf = loadVector(SIMD8<Scalar>.self, place + 3 * pitch)
      var first = SIMD16<Scalar>()
      first.evenHalf = even.lowHalf
      first.oddHalf = odd.lowHalf
      var second = SIMD16<Scalar>()
      second.evenHalf = even.highHalf
      second.oddHalf = odd.highHalf
      storeVector(first, to: target + x)
      storeVector(second, to: target + x + 16)
      x += 32
    }
    while x < width {
      target[x] = source[(x & 3) * pitch + x / 4]
      x += 1
    }
  }
}
