/// `torch.nn.functional.conv_transpose2d`: each input element spreads `weight` over the output.
///
/// - Parameters:
///   - x: `[N, C, H, W]`.
///   - weight: `[C, O / groups, kh, kw]`.
///   - bias: `[O]`.
///   - padding: rows and columns cut off all around.
///   - outputPadding: rows and columns added at the end.
/// - Returns: `[N, O, H', W']` with
///   `H' = (H - 1) * stride - 2 * padding + dilation * (kh - 1) + outputPadding + 1`.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func convTranspose2d<Scalar: TensorScalar>(
  _ x: Tensor<Scalar>, weight: Tensor<Scalar>, bias: Tensor<Scalar>? = nil,
  stride: (Int, Int) = (1, 1), padding: (Int, Int) = (0, 0), outputPadding: (Int, Int) = (0, 0),
  dilation: (Int, Int) = (1, 1), groups: Int = 1
) -> Tensor<Scalar> {
  precondition(
    x.rank == 4 && weight.rank == 4 && groups > 0 && x.shape[1] == weight.shape[0]
      && x.shape[1] % groups == 0,
    "convTranspose2d of \(x.shape) by \(weight.shape) in \(groups) groups")
  let (kernelHeight, kernelWidth) = (weight.shape[2], weight.shape[3])
  let outputs = weight.shape[1]
  let height =
    (x.shape[2] - 1) * stride.0 - 2 * padding.0 + dilation.0 * (kernelHeight - 1)
    + outputPadding.0 + 1
  let width =
    (x.shape[3] - 1) * stride.1 - 2 * padding.1 + dilation.1 * (kernelWidth - 1)
    + outputPadding.1 + 1
  precondition(height >= 0 && width >= 0, "padding \(padding) removes more than there is")
  let (x, weight, bias) = (x.contiguous(), weight.contiguous(), bias?.contiguous())
  let shape = [x.shape[0], outputs * groups, height, width]
  let timer = KernelTimer(
    "convTranspose2d",
    [
      KernelProduct(
        rows: outputs * kernelHeight * kernelWidth, columns: x.shape[2] * x.shape[3],
        terms: x.shape[1] / groups, count: x.shape[0] * groups)
    ])
  defer { timer.stop() }
  return Tensor(unsafeUninitialized: shape) { target in
    guard let output = target.baseAddress, !target.isEmpty else { return }
    let run = TransposedConvolution(
      channels: x.shape[1] / groups, outputs: outputs, groups: groups, height: x.shape[2],
      width: x.shape[3], kernelHeight: kernelHeight, kernelWidth: kernelWidth, stride: stride,
      padding: padding, dilation: dilation, outputHeight: height, outputWidth: width,
      input: x.storage.base + x.offset, weight: weight.storage.base + weight.offset,
      bias: bias.map { UnsafePointer($0.storage.base + $0.offset) }, output: output)
    // One task owns some output channels of one image, so tasks never write to the same place.
    let planes = x.shape[0] * groups * outputs
    let work = run.channels * x.shape[2] * x.shape[3] * kernelHeight * kernelWidth
    parallelFor(planes, minimumPerTask: (1 << 18) / max(1, work)) { run.perform($0) }
    withExtendedLifetime((x, weight, bias)) {}
  }
}

private struct TransposedConvolution<Scalar: TensorScalar> {
  let channels: Int
  let outputs: Int
  let groups: Int
  let height: Int
  let width: Int
  let kernelHeight: Int
  let kernelWidth: Int
  let stride: (Int, Int)
  let padding: (Int, Int)
  let dilation: (Int, Int)
  let outputHeight: Int
  let outputWidth: Int
  let input: UnsafePointer<Scalar>
  let weight: UnsafePointer<Scalar>
  let bias: UnsafePointer<Scalar>?
  let output: UnsafeMutablePointer<Scalar>

  /// Computes the output planes `planes`, counted over images, groups and channels.
  func perform(_ planes: Range<Int>) {
    let area = kernelHeight * kernelWidth
    let block = max(1, min(outputs, (1 << 19) / max(1, area * height * width)))
    withScratch(block * area * height * width) { columns in
      var plane = planes.lowerBound
      while plane < planes.upperBound {
        let first = plane % outputs
        let count = min(block, outputs - first, planes.upperBound - plane)
        let (image, group) = (plane / (outputs * groups), plane / outputs % groups)
        // Row (o, i, j) of the columns: the weights' sums for that kernel element at each input.
        gemm(
          m: count * area, n: height * width, k: channels,
          MatrixOperand(
            weight + (group * channels * outputs + first) * area, leading: outputs * area,
            isTransposed: true),
          MatrixOperand(
            input + (image * groups + group) * channels * height * width, leading: height * width),
          columns, leading: height * width)
        for index in 0..<count {
          scatter(
            columns + index * area * height * width, to: plane + index,
            start: bias.map { $0[group * outputs + first + index] } ?? 0)
        }
        plane += count
      }
    }
  }

  private func scatter(_ columns: UnsafePointer<Scalar>, to plane: Int, start: Scalar) {
    let target = output + plane * outputHeight * outputWidth
    fill(target, outputHeight * outputWidth, start)
    for i in 0..<kernelHeight {
      for j in 0..<kernelWidth {
        let source = columns + (i * kernelWidth + j) * height * width
        for y in 0..<height {
          let row = y * stride.0 - padding.0 + i * dilation.0
          guard row >= 0 && row < outputHeight else { continue }
          let shift = j * dilation.1 - padding.1
          for x in 0..<width {
            let column = x * stride.1 + shift
            if column >= 0 && column < outputWidth {
              target[row * outputWidth + column] += source[y * width + x]
            }
          }
        }
      }
    }
  }
}
