/// How a Winograd convolution is cut into blocks.
struct WinogradBlocks {
  /// The layout of 16 matrices.
  struct Matrices {
    /// The distance between rows.
    let row: Int
    /// The distance between matrices: not a multiple of the page size, so that the 16 elements
    /// written together do not compete for the same cache lines.
    let plane: Int

    init(rows: Int, columns: Int) {
      row = columns
      plane = (rows * columns + 15) / 16 * 16 + 48
    }

    var size: Int { 16 * plane }
  }

  /// Rows and columns of 2×2 output tiles in an image.
  let tileRows: Int
  let tileColumns: Int
  let outputParts: [Range<Int>]
  let channelParts: [Range<Int>]
  /// Rows of tiles, counted over all images.
  let rowParts: [Range<Int>]
  /// Whether the transformed kernels all exist at once, so that they serve all rows.
  let keepsKernels: Bool
  /// Transformed kernels, transformed tiles, and their products.
  let kernels: Matrices
  let tiles: Matrices
  let products: Matrices

  /// The blocks, if the convolution is of the right kind and large enough to gain.
  init?(_ geometry: ConvolutionGeometry) {
    guard
      geometry.kernelHeight == 3, geometry.kernelWidth == 3, geometry.stride == (1, 1),
      geometry.dilation == (1, 1), geometry.groups == 1, geometry.channels % 8 == 0,
      geometry.channels >= 64, geometry.outputs >= 32, geometry.outputWidth >= 7
    else { return nil }
    tileRows = (geometry.outputHeight + 1) / 2
    tileColumns = (geometry.outputWidth + 1) / 2
    let rows = geometry.batch * tileRows
    // For fewer tiles, transforming kernels that no cache holds costs more than is gained.
    let isLarge = geometry.channels * geometry.outputs > 1 << 18
    guard rows * tileColumns >= (isLarge ? 24 : 16) else { return nil }
    channelParts = Self.parts(geometry.channels, atMost: 384, unit: 8)
    outputParts = Self.parts(geometry.outputs, atMost: 640, unit: 8)
    let channels = channelParts[0].count
    let outputs = outputParts[0].count
    // 2¹⁷ elements a component: the tiles and the products of a block share the last cache.
    let most = min(1024, (1 << 18) / max(channels, outputs))
    rowParts = Self.parts(rows, atMost: max(1, most / tileColumns), unit: 1)
    keepsKernels = channelParts.count == 1
    kernels = Matrices(rows: outputs, columns: channels)
    tiles = Matrices(rows: channels, columns: rowParts[0].count * tileColumns)
    products = Matrices(rows: outputs, columns: rowParts[0].count * tileColumns)
  }

  /// `0..<count` in parts of about equal size, multiples of `unit` but for the last.
  private static func parts(_ count: Int, atMost most: Int, unit: Int) -> [Range<Int>] {
    let pieces = (count + most - 1) / most
    let size = ((count + pieces - 1) / pieces + unit - 1) / unit * unit
    return stride(from: 0, to: count, by: size).map { $0..<min(count, $0 + size) }
  }
}
