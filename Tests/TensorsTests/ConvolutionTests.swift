import Testing

@testable import Tensors

@Suite struct ConvolutionTests {
  @Test(arguments: ConvolutionVectors.of("conv2d"))
  func conv2dMatchesTorch(_ row: VectorCase) throws {
    for method in [ConvolutionMethod.bySize, .winograd, .direct] {
      try ConvolutionMethod.$current.withValue(method) {
        try checkConv2d(row, Float.self)
        try checkConv2d(row, Double.self)
      }
    }
  }

  private func checkConv2d<Scalar: TensorScalar>(_ row: VectorCase, _: Scalar.Type) throws {
    let x: Tensor<Scalar> = try ConvolutionVectors.input(row)
    let weight: Tensor<Scalar> = try #require(try ConvolutionVectors.tensor(row.name + ".weight"))
    let bias: Tensor<Scalar>? = try ConvolutionVectors.tensor(row.name + ".bias")
    for (layout, x) in layouts(x) {
      let y = conv2d(
        x, weight: weight, bias: bias, stride: row.pair(\.stride, 1),
        padding: row.pair(\.padding, 0), dilation: row.pair(\.dilation, 1), groups: row.groups ?? 1)
      try ConvolutionVectors.expectNoise(row, y, layout)
    }
  }

  /// The same values as they come from other operations.
  private func layouts<Scalar>(_ x: Tensor<Scalar>) -> [(String, Tensor<Scalar>)] {
    let frame = padded(x, left: 2, right: 1, top: 1, bottom: 1, value: .nan)
    let inside = frame.narrowed(3, 2..<(2 + x.shape[3])).narrowed(2, 1..<(1 + x.shape[2]))
    return [
      ("contiguous", x),
      ("channels last", x.permuted([0, 2, 3, 1]).contiguous().permuted([0, 3, 1, 2])),
      ("rows with gaps", inside),
      ("channels of more", Tensor.concatenated([x, x], 1).narrowed(1, 0..<x.shape[1])),
      ("upside down batch", x.permuted([1, 0, 2, 3]).contiguous().permuted([1, 0, 2, 3])),
    ]
  }

  @Test(arguments: ConvolutionVectors.of("conv1d"))
  func conv1dMatchesTorch(_ row: VectorCase) throws {
    func check<Scalar: TensorScalar>(_: Scalar.Type) throws {
      let x: Tensor<Scalar> = try ConvolutionVectors.input(row)
      let y = conv1d(
        x, weight: try #require(try ConvolutionVectors.tensor(row.name + ".weight")),
        bias: try ConvolutionVectors.tensor(row.name + ".bias"), stride: row.stride?[0] ?? 1,
        padding: row.padding?[0] ?? 0, dilation: row.dilation?[0] ?? 1, groups: row.groups ?? 1)
      try ConvolutionVectors.expectNoise(row, y)
    }
    try check(Float.self)
    try check(Double.self)
  }

  @Test(arguments: ConvolutionVectors.of("conv_transpose2d"))
  func convTranspose2dMatchesTorch(_ row: VectorCase) throws {
    func check<Scalar: TensorScalar>(_: Scalar.Type) throws {
      let x: Tensor<Scalar> = try ConvolutionVectors.input(row)
      for x in [x, x.permuted([0, 2, 3, 1]).contiguous().permuted([0, 3, 1, 2])] {
        let y = convTranspose2d(
          x, weight: try #require(try ConvolutionVectors.tensor(row.name + ".weight")),
          bias: try ConvolutionVectors.tensor(row.name + ".bias"), stride: row.pair(\.stride, 1),
          padding: row.pair(\.padding, 0), outputPadding: row.pair(\.output_padding, 0),
          dilation: row.pair(\.dilation, 1), groups: row.groups ?? 1)
        try ConvolutionVectors.expectNoise(row, y)
      }
    }
    try check(Float.self)
    try check(Double.self)
  }

  /// Larger shapes, cut into several tiles, tasks and blocks, by each way of computing them.
  @Test(arguments: [
    (1, 64, 32, 20, 23), (2, 72, 40, 9, 8), (1, 392, 33, 8, 9), (1, 64, 656, 7, 7),
    (2, 80, 40, 70, 75), (1, 16, 2, 40, 70), (3, 20, 3, 33, 9), (1, 8, 24, 3, 1100),
  ])
  func blocksMeetEachOther(
    _ batch: Int, _ channels: Int, _ outputs: Int, _ height: Int, _ width: Int
  ) {
    let x = pattern([batch, channels, height, width], 7)
    let weight = pattern([outputs, channels, 3, 3], 5)
    let bias = pattern([outputs], 3)
    let y = conv2d(x, weight: weight, bias: bias, padding: (1, 1))
    // Each kernel element on its own is a 1×1 convolution, that is, a matrix product.
    var sum = bias.reshaped([1, outputs, 1, 1]).expanded(to: y.shape)
    let framed = padded(x, left: 1, right: 1, top: 1, bottom: 1)
    for i in 0..<3 {
      for j in 0..<3 {
        let part = framed.narrowed(2, i..<(i + height)).narrowed(3, j..<(j + width))
        let kernel = weight.selected(3, j).selected(2, i)
        let flat = part.contiguous().reshaped([batch, channels, height * width])
        sum = sum + matmul(kernel, flat).reshaped(y.shape)
      }
    }
    #expect((y - sum).maxAbs() < 1e-12 * Double(channels))
  }

  private func pattern(_ shape: [Int], _ step: Int) -> Tensor<Double> {
    let count = shape.reduce(1, *)
    return Tensor((0..<count).map { Double($0 * step % 23) / 11 - 1 }, shape: shape)
  }
}
