/// A 3×3 convolution of stride 1 by Winograd's minimal filtering F(4×4, 3×3): 4×4 outputs from 36
/// products per channel instead of 144 (Lavin & Gray, "Fast Algorithms for Convolutional Neural
/// Networks", 2015).
///
/// The input is seen as overlapping 6×6 tiles. Kernels and tiles are transformed, their 36
/// components multiplied as matrices (outputs × channels by channels × tiles), and the products
/// transformed back. Both factors are written as the panels that `PanelProduct` takes.
///
/// Some rows of tiles at a time are transformed for all channels, and stay in the last cache. Then
/// each core multiplies them by some outputs' kernels, which it transforms for this, a few channels at
/// a time, so that they never leave its own cache: transformed, kernels are four times as large.
struct WinogradConvolution<Scalar: TensorScalar> {
  let geometry: ConvolutionGeometry
  let blocks: WinogradBlocks
  let input: UnsafePointer<Scalar>
  let weight: UnsafePointer<Scalar>
  let bias: UnsafePointer<Scalar>?
  let output: UnsafeMutablePointer<Scalar>

  func perform() {
    withScratch(36 * blocks.tiles.plane) { tiles in
      for rows in blocks.rowParts {
        transformTiles(rows, to: tiles)
        multiply(rows, tiles)
      }
    }
  }

  private func transformTiles(_ rows: Range<Int>, to tiles: UnsafeMutablePointer<Scalar>) {
    let transform = WinogradTileTransform(
      geometry: geometry, blocks: blocks, input: input, rows: rows)
    let minimum = max(1, 1024 / max(1, transform.tileCount))
    parallelFor(geometry.channels, minimumPerTask: minimum) { channels in
      withScratch(transform.scratchSize) { scratch in
        for channel in channels { transform.perform(channel: channel, to: tiles, scratch) }
      }
    }
  }

  /// Multiplies the tiles of `rows` by all kernels and writes the outputs.
  private func multiply(_ rows: Range<Int>, _ tiles: UnsafePointer<Scalar>) {
    let columns = blocks.tileColumns
    let range = rows.lowerBound * columns..<rows.upperBound * columns
    let block = blocks.outputBlock
    parallelFor((geometry.outputs + block - 1) / block) { tasks in
      withScratch(36 * blocks.kernels.plane) { (kernels: UnsafeMutablePointer<Scalar>) in
        withScratch(36 * blocks.products.plane) { (products: UnsafeMutablePointer<Scalar>) in
          for task in tasks {
            let outputs = task * block..<min(geometry.outputs, (task + 1) * block)
            multiply(outputs, tileCount: range.count, tiles, kernels, products)
            WinogradOutputTransform(convolution: self, tiles: range, outputs: outputs)
              .perform(from: products)
          }
        }
      }
    }
  }

  /// Writes `[36, panels of tiles, outputs, columns of a panel]` to `products`.
  private func multiply(
    _ outputs: Range<Int>, tileCount: Int, _ tiles: UnsafePointer<Scalar>,
    _ kernels: UnsafeMutablePointer<Scalar>, _ products: UnsafeMutablePointer<Scalar>
  ) {
    let transform = WinogradKernelTransform(geometry: geometry, weight: weight)
    let columns = PanelProduct<Scalar>.columns
    let outputPanels = (outputs.count + 7) / 8
    for start in stride(from: 0, to: geometry.channels, by: blocks.channelBlock) {
      let channels = start..<min(geometry.channels, start + blocks.channelBlock)
      for panel in 0..<outputPanels {
        transform.perform(
          panel: outputs.lowerBound / 8 + panel, channels: channels,
          to: kernels + panel * channels.count * 8, plane: blocks.kernels.plane)
      }
      for component in 0..<36 {
        var target = products + component * blocks.products.plane
        for first in stride(from: 0, to: tileCount, by: columns) {
          let right =
            tiles + component * blocks.tiles.plane + first * geometry.channels + start * columns
          for panel in 0..<outputPanels {
            PanelProduct.multiply(
              count: channels.count,
              kernels + component * blocks.kernels.plane + panel * channels.count * 8, right,
              width: tileCount - first, target, adding: start > 0)
            target += 8 * columns
          }
        }
      }
    }
  }
}
