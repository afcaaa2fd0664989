/// `torch.nn.functional.avg_pool2d` of `[..., H, W]`.
///
/// - Parameters:
///   - stride: the kernel's size if absent.
///   - ceilMode: whether a last, partial window counts.
///   - countIncludePad: whether padding counts in the divisor.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func avgPool2d<Scalar: TensorScalar>(
  _ x: Tensor<Scalar>, kernel: (Int, Int), stride: (Int, Int)? = nil, padding: (Int, Int) = (0, 0),
  ceilMode: Bool = false, countIncludePad: Bool = true
) -> Tensor<Scalar> {
  let step = stride ?? kernel
  let rows = PoolingAxis(
    extent: x.extent(-2), kernel: kernel.0, step: step.0, padding: padding.0, ceilMode: ceilMode)
  let columns = PoolingAxis(
    extent: x.extent(-1), kernel: kernel.1, step: step.1, padding: padding.1, ceilMode: ceilMode)
  return pooled(x, rows, columns) { source, width, row, column in
    var sum: Scalar = 0
    for y in row.elements { for x in column.elements { sum += source[y * width + x] } }
    let size =
      countIncludePad
      ? row.extent * column.extent : row.elements.count * column.elements.count
    return sum / Scalar(size)
  }
}

/// `torch.nn.functional.max_pool2d` of `[..., H, W]`; padding never wins.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func maxPool2d<Scalar: TensorScalar>(
  _ x: Tensor<Scalar>, kernel: (Int, Int), stride: (Int, Int)? = nil, padding: (Int, Int) = (0, 0),
  ceilMode: Bool = false
) -> Tensor<Scalar> {
  let step = stride ?? kernel
  let rows = PoolingAxis(
    extent: x.extent(-2), kernel: kernel.0, step: step.0, padding: padding.0, ceilMode: ceilMode)
  let columns = PoolingAxis(
    extent: x.extent(-1), kernel: kernel.1, step: step.1, padding: padding.1, ceilMode: ceilMode)
  return pooled(x, rows, columns) { source, width, row, column in
    var result = -Scalar.infinity
    for y in row.elements {
      for x in column.elements {
        let value = source[y * width + x]
        if value > result || value.isNaN { result = value }
      }
    }
    return result
  }
}

/// `torch.nn.functional.adaptive_avg_pool2d`: each output is the mean of the part of `[..., H, W]`
/// it covers.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func adaptiveAvgPool2d<Scalar: TensorScalar>(
  _ x: Tensor<Scalar>, _ size: (Int, Int)
) -> Tensor<Scalar> {
  let rows = PoolingAxis(extent: x.extent(-2), adaptedTo: size.0)
  let columns = PoolingAxis(extent: x.extent(-1), adaptedTo: size.1)
  return pooled(x, rows, columns) { source, width, row, column in
    var sum: Scalar = 0
    for y in row.elements { for x in column.elements { sum += source[y * width + x] } }
    return sum / Scalar(row.extent) / Scalar(column.extent)
  }
}

/// What one output element of a dimension covers.
struct PoolingWindow {
  let elements: Range<Int>
  /// The number of elements including padding.
  let extent: Int
}

/// The windows of one dimension.
struct PoolingAxis {
  let windows: [PoolingWindow]

  init(extent: Int, kernel: Int, step: Int, padding: Int, ceilMode: Bool) {
    precondition(kernel > 0 && step > 0 && padding >= 0 && 2 * padding <= kernel, "bad pooling")
    let room = extent + 2 * padding - kernel
    precondition(room >= 0 || (ceilMode && room + step > 0), "the window exceeds \(extent)")
    var count = (room + (ceilMode ? step - 1 : 0)) / step + 1
    // A window must not start behind the input and its leading padding.
    if ceilMode && (count - 1) * step >= extent + padding { count -= 1 }
    windows = (0..<count).map { index in
      let start = index * step - padding
      let end = min(start + kernel, extent + padding)
      return PoolingWindow(
        elements: max(0, start)..<max(max(0, start), min(end, extent)), extent: end - start)
    }
  }

  init(extent: Int, adaptedTo count: Int) {
    windows = (0..<count).map { index in
      let elements = index * extent / count..<((index + 1) * extent + count - 1) / count
      return PoolingWindow(elements: elements, extent: elements.count)
    }
  }
}

/// Applies `body` to every window of every plane.
@inline(__always)
private func pooled<Scalar: TensorScalar>(
  _ x: Tensor<Scalar>, _ rows: PoolingAxis, _ columns: PoolingAxis,
  _ body: (UnsafePointer<Scalar>, Int, PoolingWindow, PoolingWindow) -> Scalar
) -> Tensor<Scalar> {
  let timer = KernelTimer("pool")
  defer { timer.stop() }
  precondition(x.rank >= 2, "cannot pool \(x.shape)")
  let (height, width) = (x.extent(-2), x.extent(-1))
  let shape = x.shape.dropLast(2) + [rows.windows.count, columns.windows.count]
  let x = x.contiguous()
  return Tensor(unsafeUninitialized: Array(shape)) { target in
    guard let output = target.baseAddress, !target.isEmpty else { return }
    let input = x.storage.base + x.offset
    let area = rows.windows.count * columns.windows.count
    parallelFor(target.count / area, minimumPerTask: max(1, (1 << 15) / (height * width + area))) {
      planes in
      for plane in planes {
        let source = UnsafePointer(input + plane * height * width)
        var next = output + plane * area
        for row in rows.windows {
          for column in columns.windows {
            next.pointee = body(source, width, row, column)
            next += 1
          }
        }
      }
    }
    withExtendedLifetime(x) {}
  }
}
