/// How a Winograd convolution is cut into blocks.
struct WinogradBlocks {
  /// 36 matrices of the same size.
  struct Matrices {
    /// The distance between matrices: not a multiple of the page size, so that the 36 elements
    /// written together do not compete for the same cache lines.
    let plane: Int

    init(_ size: Int) {
      plane = (size + 15) / 16 * 16 + 48
    }
  }

  /// Rows and columns of 4×4 output tiles in an image.
  let tileRows: Int
  let tileColumns: Int
  /// Rows of tiles, counted over all images, that are transformed together.
  let rowParts: [Range<Int>]
  /// Outputs of one task, and channels that it sums up at a time.
  let outputBlock: Int
  let channelBlock: Int
  /// `[panels of outputs, channels, rows of a panel]`.
  let kernels: Matrices
  /// `[panels, channels, columns of a panel]`.
  let tiles: Matrices
  /// `[panels, outputs, columns of a panel]`.
  let products: Matrices

  /// The blocks, if the convolution is of the right kind and large enough to gain, or a test wants it.
  init?<Scalar: TensorScalar>(_ geometry: ConvolutionGeometry, _: Scalar.Type) {
    let method = ConvolutionMethod.current
    guard
      method != .direct,
      geometry.kernelHeight == 3, geometry.kernelWidth == 3, geometry.stride == (1, 1),
      geometry.dilation == (1, 1), geometry.groups == 1, geometry.channels > 0,
      geometry.outputs > 0, geometry.outputArea > 0, geometry.batch > 0
    else { return nil }
    let (channels, outputs) = (geometry.channels, geometry.outputs)
    tileRows = (geometry.outputHeight + 3) / 4
    tileColumns = (geometry.outputWidth + 3) / 4
    let rows = geometry.batch * tileRows
    // With fewer tiles, transforming the kernels costs more than is gained.
    guard method == .winograd || (channels >= 32 && outputs >= 32 && rows * tileColumns >= 8) else {
      return nil
    }
    // The transformed tiles, up to 24 MB in single precision, stay in the last cache.
    let mostTiles = max(32, min(256, (6 << 20) / (36 * channels)))
    rowParts = Self.parts(rows, atMost: max(1, mostTiles / tileColumns))
    let columns = PanelProduct<Scalar>.columns
    let count = rowParts[0].count * tileColumns
    let padded = (count + columns - 1) / columns * columns
    // The products of a task stay near its core, but enough outputs share what they read of tiles;
    // and there are as many tasks for each core.
    let most = max(8, min(64, (5 << 17) / (36 * padded)))
    let tasks = ((outputs + most - 1) / most + 2 * processorCount - 1) / (2 * processorCount)
    outputBlock = ((outputs - 1) / (2 * processorCount * tasks) + 8) / 8 * 8
    // Sums of few terms at a time keep the rounding error small.
    channelBlock = min(channels, 64)
    kernels = Matrices(outputBlock * channelBlock)
    tiles = Matrices(padded * channels)
    products = Matrices(padded * outputBlock)
  }

  /// `0..<count` in parts of about equal size.
  private static func parts(_ count: Int, atMost most: Int) -> [Range<Int>] {
    let pieces = (count + most - 1) / most
    let size = (count + pieces - 1) / pieces
    return stride(from: 0, to: count, by: size).map { $0..<min(count, $0 + size) }
  }
}
