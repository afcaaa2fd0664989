/// A 3×3 convolution of stride 1 by Winograd's minimal filtering F(2×2, 3×3): 2×2 outputs from 16
/// products per channel instead of 36 (Lavin & Gray, "Fast Algorithms for Convolutional Neural
/// Networks", 2015).
///
/// The input is seen as overlapping 4×4 tiles. Kernels and tiles are transformed, their 16
/// components multiplied as matrices (outputs × channels by channels × tiles), and the products
/// transformed back. Its constants are 0, ±1 and ½, so rounding stays that of the plain sum.
/// Work goes in blocks of tiles, outputs and channels so that what is between the steps stays
/// in the cache and memory small.
struct WinogradConvolution<Scalar: TensorScalar> {
  let geometry: ConvolutionGeometry
  let blocks: WinogradBlocks
  let input: UnsafePointer<Scalar>
  let weight: UnsafePointer<Scalar>
  let bias: UnsafePointer<Scalar>?
  let output: UnsafeMutablePointer<Scalar>

  func perform() {
    // Three allocations: glibc keeps blocks below 32 MB for the next call, larger ones go back.
    withScratch(blocks.kernels.size) { kernels in
      withScratch(blocks.tiles.size) { tiles in
        withScratch(blocks.products.size) { products in perform(kernels, tiles, products) }
      }
    }
  }

  private func perform(
    _ kernels: UnsafeMutablePointer<Scalar>, _ tiles: UnsafeMutablePointer<Scalar>,
    _ products: UnsafeMutablePointer<Scalar>
  ) {
    for outputs in blocks.outputParts {
      for rows in blocks.rowParts {
        for channels in blocks.channelParts {
          if rows.lowerBound == 0 || !blocks.keepsKernels {
            transformKernels(outputs, channels, to: kernels)
          }
          transformTiles(rows, channels, to: tiles)
          multiply(outputs, rows, channels, kernels, tiles, products)
        }
        transformProducts(outputs, rows, from: products)
      }
    }
  }

  private func multiply(
    _ outputs: Range<Int>, _ rows: Range<Int>, _ channels: Range<Int>,
    _ kernels: UnsafePointer<Scalar>, _ tiles: UnsafePointer<Scalar>,
    _ products: UnsafeMutablePointer<Scalar>
  ) {
    parallelFor(16) { components in
      for component in components {
        gemm(
          m: outputs.count, n: rows.count * blocks.tileColumns, k: channels.count,
          MatrixOperand(
            kernels + component * blocks.kernels.plane, leading: blocks.kernels.row),
          MatrixOperand(tiles + component * blocks.tiles.plane, leading: blocks.tiles.row),
          beta: channels.lowerBound == 0 ? 0 : 1,
          products + component * blocks.products.plane, leading: blocks.products.row)
      }
    }
  }

  /// G g Gᵀ for every kernel, eight channels at a time.
  private func transformKernels(
    _ outputs: Range<Int>, _ channels: Range<Int>, to kernels: UnsafeMutablePointer<Scalar>
  ) {
    parallelFor(outputs.count, minimumPerTask: max(1, 4096 / channels.count)) { range in
      for index in range {
        let source = weight + (outputs.lowerBound + index) * geometry.depth
        let target = kernels + index * blocks.kernels.row
        for channel in stride(from: 0, to: channels.count, by: 8) {
          transformEightKernels(
            source + (channels.lowerBound + channel) * 9, to: target + channel,
            plane: blocks.kernels.plane)
        }
      }
    }
  }

  /// Bᵀ d B for every tile of the rows of tiles `rows`.
  private func transformTiles(
    _ rows: Range<Int>, _ channels: Range<Int>, to tiles: UnsafeMutablePointer<Scalar>
  ) {
    let columns = blocks.tileColumns
    let minimum = max(1, 4096 / max(1, rows.count * columns))
    parallelFor(channels.count, minimumPerTask: minimum) { range in
      withScratch(TileLines<Scalar>.size(columns: columns)) {
        (scratch: UnsafeMutablePointer<Scalar>) in
        var lines = TileLines(scratch, columns: columns)
        for index in range {
          var target = tiles + index * blocks.tiles.row
          for row in rows {
            let (image, tileRow) = (row / blocks.tileRows, row % blocks.tileRows)
            let source =
              input + image * geometry.batchStride
              + (channels.lowerBound + index) * geometry.channelStride
            lines.read(
              geometry, source, tileRow: tileRow,
              continuing: row > rows.lowerBound && tileRow > 0)
            if columns >= 8 {
              lines.transform(SIMD8<Scalar>.self, to: target, plane: blocks.tiles.plane)
            } else {
              lines.transform(SIMD4<Scalar>.self, to: target, plane: blocks.tiles.plane)
            }
            target += columns
          }
        }
      }
    }
  }

  /// Aᵀ m A for every tile, and the bias.
  private func transformProducts(
    _ outputs: Range<Int>, _ rows: Range<Int>, from products: UnsafePointer<Scalar>
  ) {
    let columns = blocks.tileColumns
    let minimum = max(1, 4096 / max(1, rows.count * columns))
    parallelFor(outputs.count, minimumPerTask: minimum) { range in
      withScratch(ProductLines<Scalar>.size(columns: columns)) {
        (scratch: UnsafeMutablePointer<Scalar>) in
        let lines = ProductLines(scratch, columns: columns)
        for index in range {
          let channel = outputs.lowerBound + index
          let shift = bias.map { $0[channel] } ?? 0
          var source = products + index * blocks.products.row
          for row in rows {
            let (image, tileRow) = (row / blocks.tileRows, row % blocks.tileRows)
            if columns >= 8 {
              lines.transform(
                SIMD8<Scalar>.self, from: source, plane: blocks.products.plane, adding: shift)
            } else {
              lines.transform(
                SIMD4<Scalar>.self, from: source, plane: blocks.products.plane, adding: shift)
            }
            let plane =
              output + (image * geometry.outputs + channel) * geometry.outputArea
            lines.write(geometry, to: plane, tileRow: tileRow)
            source += columns
          }
        }
      }
    }
  }
}
