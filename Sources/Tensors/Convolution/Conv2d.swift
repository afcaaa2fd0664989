/// `torch.nn.functional.conv2d`: the cross-correlation of `x` with `weight`.
///
/// - Parameters:
///   - x: `[N, C, H, W]`.
///   - weight: `[O, C / groups, kh, kw]`.
///   - bias: `[O]`, added to every position.
///   - stride: rows and columns between neighbouring outputs.
///   - padding: rows above and below, columns left and right, of zeros around the input.
///   - dilation: the distance between kernel elements.
///   - groups: channels and outputs are cut into this many independent parts.
/// - Returns: `[N, O, H', W']` with `H' = (H + 2 * padding - dilation * (kh - 1) - 1) / stride + 1`.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func conv2d<Scalar: TensorScalar>(
  _ x: Tensor<Scalar>, weight: Tensor<Scalar>, bias: Tensor<Scalar>? = nil,
  stride: (Int, Int) = (1, 1), padding: (Int, Int) = (0, 0), dilation: (Int, Int) = (1, 1),
  groups: Int = 1
) -> Tensor<Scalar> {
  let x = x.rank == 4 && (x.strides[3] == 1 || x.shape[3] == 1) ? x : x.contiguous()
  let geometry = ConvolutionGeometry(
    x, weight: weight, stride: stride, padding: padding, dilation: dilation, groups: groups)
  let bias = bias?.contiguous()
  precondition(bias.map { $0.shape == [weight.shape[0]] } ?? true, "conv2d needs a bias per output")
  let shape = [geometry.batch, weight.shape[0], geometry.outputHeight, geometry.outputWidth]
  return withExtendedLifetime((x, bias)) {
    weight.withContiguous { weight in
      Tensor(unsafeUninitialized: shape) { output in
        guard let weight = weight.baseAddress, let output = output.baseAddress else { return }
        let bias = bias.map { UnsafePointer($0.storage.base + $0.offset) }
        let input = UnsafePointer(x.storage.base + x.offset)
        if let blocks = WinogradBlocks(geometry) {
          WinogradConvolution(
            geometry: geometry, blocks: blocks, input: input, weight: weight, bias: bias,
            output: output
          ).perform()
          return
        }
        let run = ConvolutionRun(
          geometry: geometry, plan: ConvolutionPlan(geometry), input: input,
          weight: weight, bias: bias, output: output)
        run.perform()
      }
    }
  }
}

/// `torch.nn.functional.conv1d`: as `conv2d` over `[N, C, L]` with `weight` `[O, C / groups, k]`.
public func conv1d<Scalar: TensorScalar>(
  _ x: Tensor<Scalar>, weight: Tensor<Scalar>, bias: Tensor<Scalar>? = nil, stride: Int = 1,
  padding: Int = 0, dilation: Int = 1, groups: Int = 1
) -> Tensor<Scalar> {
  conv2d(
    x.unsqueezed(2), weight: weight.unsqueezed(2), bias: bias, stride: (1, stride),
    padding: (0, padding), dilation: (1, dilation), groups: groups
  ).squeezed(2)
}

/// How a convolution is cut into tasks and each task into matrix products.
struct ConvolutionPlan {
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

  init(_ geometry: ConvolutionGeometry) {
    let work = geometry.depth * geometry.outputs * geometry.groups * geometry.outputArea
    let workers = work * geometry.batch < 1 << 20 ? 1 : 2
    let limit = 1024
    tileColumns = min(geometry.outputWidth, limit)
    tileRows = min(geometry.outputHeight, max(1, limit / max(1, geometry.outputWidth)))
    rowTiles = (geometry.outputHeight + tileRows - 1) / max(1, tileRows)
    columnTiles = (geometry.outputWidth + tileColumns - 1) / max(1, tileColumns)
    let pieces = geometry.batch * geometry.groups * rowTiles * columnTiles
    let parts = pieces % workers == 0 || pieces > 8 ? 1 : workers
    outputBlock = (geometry.outputs + parts - 1) / parts
    outputBlocks = outputBlock == 0 ? 0 : (geometry.outputs + outputBlock - 1) / outputBlock
    channelBlock = min(geometry.channels, max(1, 448 / geometry.kernelArea))
    tasks = pieces * outputBlocks
  }
}

/// One convolution: its operands and its plan.
struct ConvolutionRun<Scalar: TensorScalar> {
  let geometry: ConvolutionGeometry
  let plan: ConvolutionPlan
  let input: UnsafePointer<Scalar>
  let weight: UnsafePointer<Scalar>
  let bias: UnsafePointer<Scalar>?
  let output: UnsafeMutablePointer<Scalar>

  func perform() {
    let minimum = plan.tasks > 1 && geometry.depth * geometry.outputs < 1 << 12 ? plan.tasks : 1
    parallelFor(plan.tasks, minimumPerTask: minimum) { range in
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
    if let bias {
      for index in 0..<outputs.count {
        fill(target + index * area, tile.count, bias[firstOutput + index])
      }
    }
    let source =
      input + image * geometry.batchStride + group * geometry.channels * geometry.channelStride
    let kernels = weight + firstOutput * geometry.depth
    if geometry.isPointwise {
      gemm(
        m: outputs.count, n: tile.count, k: geometry.depth,
        MatrixOperand(kernels, leading: geometry.depth),
        MatrixOperand(
          source + tile.rows.lowerBound * geometry.width + tile.columns.lowerBound,
          leading: geometry.channelStride), beta: bias == nil ? 0 : 1, target, leading: area)
      return
    }
    for start in stride(from: 0, to: geometry.channels, by: plan.channelBlock) {
      let channels = start..<min(geometry.channels, start + plan.channelBlock)
      extractPatches(geometry, from: source, channels: channels, tile: tile, to: scratch)
      gemm(
        m: outputs.count, n: tile.count, k: channels.count * geometry.kernelArea,
        MatrixOperand(kernels + start * geometry.kernelArea, leading: geometry.depth),
        MatrixOperand(scratch, leading: tile.count), beta: bias == nil && start == 0 ? 0 : 1,
        target, leading: area)
    }
  }

  private func part(_ index: Int, _ size: Int, _ extent: Int) -> Range<Int> {
    index * size..<min(extent, (index + 1) * size)
  }
}
