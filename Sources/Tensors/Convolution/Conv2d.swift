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
  let x = withContiguousRows(x)
  let geometry = ConvolutionGeometry(
    x, weight: weight, stride: stride, padding: padding, dilation: dilation, groups: groups)
  return convolve(geometry, x, weight, bias, WinogradBlocks(geometry, Scalar.self))
}

/// `conv2d` with a step of 1 of `x` enlarged: each row and each column is repeated `factor` times, as
/// `interpolate` does by `nearest`. Large cases do without the enlarged tensor.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func enlargedConv2d<Scalar: TensorScalar>(
  _ x: Tensor<Scalar>, by factor: Int, weight: Tensor<Scalar>, bias: Tensor<Scalar>? = nil,
  padding: (Int, Int) = (0, 0)
) -> Tensor<Scalar> {
  let source = withContiguousRows(x)
  let geometry = ConvolutionGeometry(
    source, weight: weight, stride: (1, 1), padding: padding, dilation: (1, 1), groups: 1,
    enlargement: factor)
  guard let blocks = WinogradBlocks(geometry, Scalar.self) else {
    return conv2d(
      interpolate(x, scaleFactor: Double(factor)), weight: weight, bias: bias, padding: padding)
  }
  return convolve(geometry, source, weight, bias, blocks)
}

private func withContiguousRows<Scalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
  x.rank == 4 && (x.strides[3] == 1 || x.shape[3] == 1) ? x : x.contiguous()
}

/// The convolution by `blocks`, or else in the way that suits the sizes.
@inline(__always)
private func convolve<Scalar: TensorScalar>(
  _ geometry: ConvolutionGeometry, _ x: Tensor<Scalar>, _ weight: Tensor<Scalar>,
  _ bias: Tensor<Scalar>?, _ blocks: WinogradBlocks?
) -> Tensor<Scalar> {
  let bias = bias?.contiguous()
  precondition(bias.map { $0.shape == [weight.shape[0]] } ?? true, "conv2d needs a bias per output")
  let shape = [geometry.batch, weight.shape[0], geometry.outputHeight, geometry.outputWidth]
  let timer = KernelTimer(
    "conv2d",
    [
      KernelProduct(
        rows: geometry.outputs, columns: geometry.outputArea, terms: geometry.depth,
        count: geometry.batch * geometry.groups)
    ])
  defer { timer.stop() }
  return withExtendedLifetime((x, bias)) {
    weight.withContiguous { weight in
      Tensor(unsafeUninitialized: shape) { output in
        guard let weight = weight.baseAddress, let output = output.baseAddress else { return }
        let input = x.storage.base + x.offset
        let bias = bias.map { UnsafePointer($0.storage.base + $0.offset) }
        if let blocks {
          WinogradConvolution(
            geometry: geometry, blocks: blocks, input: input, weight: weight, bias: bias,
            output: output
          ).perform()
        } else if let narrow = NarrowConvolution(
          geometry, input: input, weight: weight, bias: bias, output: output)
        {
          narrow.perform()
        } else {
          PatchConvolution(
            geometry: geometry, plan: PatchPlan(geometry), input: input, weight: weight,
            bias: bias, output: output
          ).perform()
        }
      }
    }
  }
}

/// How convolutions are computed: ordinarily in the way that suits their sizes. Tests choose one, so
/// that small cases go through it, too.
enum ConvolutionMethod: Sendable {
  case bySize
  /// By `WinogradConvolution` wherever it is possible.
  case winograd
  /// Never by `WinogradConvolution`.
  case direct

  /// What convolutions of this task do.
  @TaskLocal static var current = ConvolutionMethod.bySize
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
