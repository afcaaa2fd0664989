/// How a convolution is cut into tasks, and each task into matrix products.
struct PatchPlan {
  /// Output rows and columns of a tile; columns are all columns if there is more than one row.
  let tileRows: Int
  let tileColumns: Int
  /// Output channels of one task.
  let outputBlock: Int
  /// Input channels whose patches exist at a time.
  let channelBlock: Int
  let rowTiles: Int
  let columnTiles: Int
  let outputBlocks: Int
  let tasks: Int
  /// How many tasks are worth waking another core for.
  let minimumTasks: Int

  init(_ geometry: ConvolutionGeometry) {
    let limit = 1024
    tileColumns = min(geometry.outputWidth, limit)
    tileRows = min(geometry.outputHeight, max(1, limit / max(1, geometry.outputWidth)))
    rowTiles = (geometry.outputHeight + tileRows - 1) / max(1, tileRows)
    columnTiles = (geometry.outputWidth + tileColumns - 1) / max(1, tileColumns)
    let pieces = geometry.batch * geometry.groups * rowTiles * columnTiles
    let work = geometry.depth * geometry.outputs * tileRows * tileColumns
    // Too few tiles for all cores, as with small images of many channels: cut the outputs, too.
    var parts = 1
    if pieces % processorCount != 0 && pieces < 4 * processorCount && work * pieces > 1 << 20 {
      parts = max(1, min(processorCount, geometry.outputs / 32))
    }
    outputBlock = max(1, (geometry.outputs + parts - 1) / parts)
    outputBlocks = (geometry.outputs + outputBlock - 1) / outputBlock
    channelBlock = max(1, min(geometry.channels, 448 / max(1, geometry.kernelArea)))
    tasks = pieces * outputBlocks
    minimumTasks = max(1, (1 << 19) / max(1, work / parts))
  }
}

/// A convolution as matrix products of the kernels with the patches under output tiles.
///
/// Only the patches of one tile and some channels exist at a time; a 1×1 convolution has none.
struct PatchConvolution<Scalar: TensorScalar> {
  let geometry: ConvolutionGeometry
  let plan: PatchPlan
  let input: UnsafePointer<Scalar>
  let weight: UnsafePointer<Scalar>
  let bias: UnsafePointer<Scalar>?
  let output: UnsafeMutablePointer<Scalar>

  func perform() {
    parallelFor(plan.tasks, minimumPerTask: plan.minimumTasks) { range in
      let size =
        geometry.isPointwise
        ? 0 : plan.channelBlock * geometry.kernelArea * plan.tileRows * plan.tileColumns
      withScratch(size) { scratch in
        for task in range { perform(task, scratch) }
      }
    }
  }

  private func perform(_ task: Int, _ scratch: UnsafeMutablePointer<Scalar>) {
    var rest = task
    let block = rest % plan.outputBlocks
    rest /= plan.outputBlocks
    let column = rest % plan.columnTiles
    rest /= plan.columnTiles
    let row = rest % plan.rowTiles
    rest /= plan.rowTiles
    let group = rest % geometry.groups
    let image = rest / geometry.groups
    let tile = OutputTile(
      rows: part(row, plan.tileRows, geometry.outputHeight),
      columns: part(column, plan.tileColumns, geometry.outputWidth))
    let outputs = part(block, plan.outputBlock, geometry.outputs)

    let firstOutput = group * geometry.outputs + outputs.lowerBound
    let area = geometry.outputArea
    let target =
      output + (image * geometry.groups * geometry.outputs + firstOutput) * area
      + tile.rows.lowerBound * geometry.outputWidth + tile.columns.lowerBound
    let rowBias = bias.map { ProductBias.rows($0 + firstOutput) }
    let source =
      input + image * geometry.batchStride + group * geometry.channels * geometry.channelStride
    let kernels = weight + firstOutput * geometry.depth
    if geometry.isPointwise {
      gemm(
        m: outputs.count, n: tile.count, k: geometry.depth,
        MatrixOperand(kernels, leading: geometry.depth),
        MatrixOperand(
          source + tile.rows.lowerBound * geometry.width + tile.columns.lowerBound,
          leading: geometry.channelStride), bias: rowBias, target, leading: area)
      return
    }
    // Once even where there are no channels, so that the output is the bias.
    for start in stride(from: 0, to: max(1, geometry.channels), by: plan.channelBlock) {
      let channels = start..<min(geometry.channels, start + plan.channelBlock)
      extractPatches(geometry, from: source, channels: channels, tile: tile, to: scratch)
      gemm(
        m: outputs.count, n: tile.count, k: channels.count * geometry.kernelArea,
        MatrixOperand(kernels + start * geometry.kernelArea, leading: geometry.depth),
        MatrixOperand(scratch, leading: tile.count), beta: start == 0 ? 0 : 1,
        bias: start == 0 ? rowBias : nil, target, leading: area)
    }
  }

  private func part(_ index: Int, _ size: Int, _ extent: Int) -> Range<Int> {
    index * size..<min(extent, (index + 1) * size)
  }
}
