/// The sizes of a two-dimensional convolution, worked out once per call.
struct ConvolutionGeometry {
  let batch: Int
  let groups: Int
  /// Input channels of one group.
  let channels: Int
  /// Output channels of one group.
  let outputs: Int
  let height: Int
  let width: Int
  /// How often each row and each column of the input repeats to make `height` and `width`.
  let enlargement: Int
  let kernelHeight: Int
  let kernelWidth: Int
  let stride: (rows: Int, columns: Int)
  let padding: (rows: Int, columns: Int)
  let dilation: (rows: Int, columns: Int)
  let outputHeight: Int
  let outputWidth: Int
  /// Distances in the input, whose rows are contiguous.
  let batchStride: Int
  let channelStride: Int
  let rowStride: Int

  /// `x` is `[N, C, H, W]` with contiguous rows, `weight` `[O, C / groups, kh, kw]`. With an
  /// `enlargement` the convolution is that of `x` with its rows and columns repeated.
  init<Scalar>(
    _ x: Tensor<Scalar>, weight: Tensor<Scalar>, stride: (Int, Int), padding: (Int, Int),
    dilation: (Int, Int), groups: Int, enlargement: Int = 1
  ) {
    precondition(x.rank == 4 && weight.rank == 4, "conv2d of \(x.shape) by \(weight.shape)")
    precondition(
      groups > 0 && x.shape[1] == weight.shape[1] * groups && weight.shape[0] % groups == 0,
      "conv2d of \(x.shape) by \(weight.shape) in \(groups) groups")
    precondition(
      stride.0 > 0 && stride.1 > 0 && dilation.0 > 0 && dilation.1 > 0 && padding.0 >= 0
        && padding.1 >= 0, "conv2d needs positive strides and dilations and no negative padding")
    batch = x.shape[0]
    self.groups = groups
    channels = weight.shape[1]
    outputs = weight.shape[0] / groups
    height = x.shape[2] * enlargement
    width = x.shape[3] * enlargement
    self.enlargement = enlargement
    kernelHeight = weight.shape[2]
    kernelWidth = weight.shape[3]
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    let rows = height + 2 * padding.0 - dilation.0 * (kernelHeight - 1) - 1
    let columns = width + 2 * padding.1 - dilation.1 * (kernelWidth - 1) - 1
    precondition(
      rows >= 0 && columns >= 0, "the kernel \(weight.shape) is larger than the input \(x.shape)")
    outputHeight = rows / stride.0 + 1
    outputWidth = columns / stride.1 + 1
    batchStride = x.strides[0]
    channelStride = x.strides[1]
    rowStride = x.strides[2]
  }

  var kernelArea: Int { kernelHeight * kernelWidth }
  var outputArea: Int { outputHeight * outputWidth }

  /// The extent of the sum behind one output element.
  var depth: Int { channels * kernelArea }

  /// Whether the patches are the input itself.
  var isPointwise: Bool {
    kernelArea == 1 && stride == (1, 1) && padding == (0, 0) && rowStride == width
  }
}

/// Output positions computed together: whole rows, or a part of one row.
struct OutputTile {
  let rows: Range<Int>
  let columns: Range<Int>

  var count: Int { rows.count * columns.count }
}
