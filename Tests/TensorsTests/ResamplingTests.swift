import Testing

@testable import Tensors

@Suite struct ResamplingTests {
  @Test(arguments: ConvolutionVectors.of("pad"))
  func paddedMatchesTorch(_ row: VectorCase) throws {
    let mode = try #require(
      row.mode.flatMap { PaddingMode(rawValue: $0 == "constant" ? "zeros" : $0) })
    let amounts = try #require(row.pad)
    func check<Scalar: TensorScalar>(_: Scalar.Type) throws {
      let x: Tensor<Scalar> = try ConvolutionVectors.input(row)
      let y = padded(
        x, left: amounts[0], right: amounts[1], top: amounts[2], bottom: amounts[3], mode: mode,
        value: Scalar(row.value ?? 0))
      try ConvolutionVectors.expectSame(row, y)
    }
    try check(Float.self)
    try check(Double.self)
  }

  @Test(arguments: ConvolutionVectors.of("avg_pool2d", "max_pool2d", "adaptive_avg_pool2d"))
  func poolingMatchesTorch(_ row: VectorCase) throws {
    func check<Scalar: TensorScalar>(_: Scalar.Type) throws {
      let x: Tensor<Scalar> = try ConvolutionVectors.input(row)
      let stride = row.stride.map { ($0[0], $0[1]) }
      let y =
        switch row.operation {
        case "avg_pool2d":
          avgPool2d(
            x, kernel: row.pair(\.kernel_size, 1), stride: stride, padding: row.pair(\.padding, 0),
            ceilMode: row.ceil_mode ?? false, countIncludePad: row.count_include_pad ?? true)
        case "max_pool2d":
          maxPool2d(
            x, kernel: row.pair(\.kernel_size, 1), stride: stride, padding: row.pair(\.padding, 0),
            ceilMode: row.ceil_mode ?? false)
        default: adaptiveAvgPool2d(x, row.pair(\.size, 1))
        }
      try ConvolutionVectors.expectSame(row, y)
    }
    try check(Float.self)
    try check(Double.self)
  }

  @Test(arguments: ConvolutionVectors.of("interpolate"))
  func interpolateMatchesTorch(_ row: VectorCase) throws {
    let name = row.mode == "linear" ? "bilinear" : row.mode ?? ""
    let mode = try #require(InterpolationMode(rawValue: name))
    func check<Scalar: TensorScalar>(_: Scalar.Type) throws {
      let x: Tensor<Scalar> = try ConvolutionVectors.input(row)
      let y = try resized(x, row, mode)
      // Filters are continuous, so a position's rounding is noise; a nearest element is not.
      if mode == .nearest || mode == .nearestExact {
        try ConvolutionVectors.expectSame(row, y)
      } else {
        try ConvolutionVectors.expectNoise(row, y)
      }
    }
    try check(Float.self)
    try check(Double.self)
  }

  private func resized<Scalar: TensorScalar>(
    _ x: Tensor<Scalar>, _ row: VectorCase, _ mode: InterpolationMode
  ) throws -> Tensor<Scalar> {
    let (corners, antialias) = (row.align_corners ?? false, row.antialias ?? false)
    if let size = row.size {
      return interpolate(x, size: size, mode: mode, alignCorners: corners, antialias: antialias)
    }
    return interpolate(
      x, scaleFactors: try #require(row.scale_factor), mode: mode, alignCorners: corners,
      recomputeScaleFactor: row.recompute_scale_factor ?? false, antialias: antialias)
  }

  /// Every index that the nearest modes choose, in each arithmetic.
  @Test(arguments: ConvolutionVectors.of("nearest"))
  func nearestIndicesMatchTorch(_ row: VectorCase) throws {
    let mode = try #require(row.mode.flatMap { InterpolationMode(rawValue: $0) })
    let extent = try #require(row.extent)
    func check<Scalar: TensorScalar>(_: Scalar.Type) throws {
      let x = Tensor<Scalar>((0..<extent).map { Scalar($0) }, shape: [1, 1, extent])
      let indices = try #require(row.targets).flatMap { target in
        (target.size.map { interpolate(x, size: [$0], mode: mode) }
          ?? interpolate(x, scaleFactor: target.scale_factor ?? 0, mode: mode)).values
      }
      let golden: Tensor<Scalar>? = try ConvolutionVectors.tensor(
        row.name + "." + Scalar.torchName)
      #expect(indices == golden?.values)
    }
    try check(Float.self)
    try check(Double.self)
  }

  @Test func pixelShuffleMatchesTorch() throws {
    for row in ConvolutionVectors.of("pixel_shuffle", "pixel_unshuffle") {
      let x: Tensor<Float> = try ConvolutionVectors.input(row)
      let factor = try #require(row.factor)
      try ConvolutionVectors.expectSame(
        row,
        row.operation == "pixel_shuffle" ? pixelShuffle(x, factor) : pixelUnshuffle(x, factor))
    }
  }

  /// Views, and sizes that are spread over the cores.
  @Test func largePlanesAndViews() {
    let x = Tensor<Float>((0..<6 * 40 * 50).map { Float($0 % 97) }, shape: [2, 3, 40, 50])
    let turned = x.permuted([1, 0, 3, 2])
    for mode in InterpolationMode.allCases {
      let whole = interpolate(turned, size: [170, 90], mode: mode)
      for n in 0..<3 {
        let alone = interpolate(
          turned.narrowed(0, n..<(n + 1)).contiguous(), size: [170, 90], mode: mode)
        #expect(whole[n].values == alone.values)
      }
    }
    #expect(padded(turned, left: 1)[2].values == padded(turned[2].contiguous(), left: 1).values)
  }
}
