/// How `interpolate` computes an output element; torch's names as raw values.
public enum InterpolationMode: String, Sendable, CaseIterable {
  /// The element at the floor of the scaled position.
  case nearest
  /// The element whose centre is nearest.
  case nearestExact = "nearest-exact"
  /// Two elements per dimension; torch calls it `linear` for one dimension.
  case bilinear
  /// Four elements per dimension, A = -0.75 (-0.5 with antialiasing).
  case bicubic
  /// The mean of the covered elements: adaptive average pooling.
  case area
}

/// `torch.nn.functional.interpolate` to a given size.
///
/// - Parameters:
///   - x: `[N, C, H, W]`, or `[N, C, L]`.
///   - size: the extents of the output's spatial dimensions.
///   - alignCorners: whether the corner elements' centres stay (`bilinear` and `bicubic`).
///   - antialias: whether the filter widens when sizes shrink (`bilinear` and `bicubic`).
public func interpolate<Scalar: TensorScalar>(
  _ x: Tensor<Scalar>, size: [Int], mode: InterpolationMode = .nearest,
  alignCorners: Bool = false, antialias: Bool = false
) -> Tensor<Scalar> {
  resample(
    x, size: size, scales: nil, mode: mode, alignCorners: alignCorners, antialias: antialias)
}

/// `torch.nn.functional.interpolate` by given factors, one per spatial dimension.
///
/// The extents are the products' whole parts; positions are computed from the factors themselves
/// unless `recomputeScaleFactor` (or `area`) asks for the ratio of the extents.
public func interpolate<Scalar: TensorScalar>(
  _ x: Tensor<Scalar>, scaleFactors: [Double], mode: InterpolationMode = .nearest,
  alignCorners: Bool = false, recomputeScaleFactor: Bool = false, antialias: Bool = false
) -> Tensor<Scalar> {
  precondition(scaleFactors.count == x.rank - 2, "\(scaleFactors) for \(x.shape)")
  let size = zip(x.shape.dropFirst(2), scaleFactors).map { Int(Double($0) * $1) }
  return resample(
    x, size: size, scales: recomputeScaleFactor ? nil : scaleFactors, mode: mode,
    alignCorners: alignCorners, antialias: antialias)
}

/// `torch.nn.functional.interpolate` by one factor for all spatial dimensions.
public func interpolate<Scalar: TensorScalar>(
  _ x: Tensor<Scalar>, scaleFactor: Double, mode: InterpolationMode = .nearest,
  alignCorners: Bool = false, recomputeScaleFactor: Bool = false, antialias: Bool = false
) -> Tensor<Scalar> {
  interpolate(
    x, scaleFactors: [Double](repeating: scaleFactor, count: x.rank - 2), mode: mode,
    alignCorners: alignCorners, recomputeScaleFactor: recomputeScaleFactor, antialias: antialias)
}

@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func resample<Scalar: TensorScalar>(
  _ x: Tensor<Scalar>, size: [Int], scales: [Double]?, mode: InterpolationMode,
  alignCorners: Bool, antialias: Bool
) -> Tensor<Scalar> {
  precondition(
    (3...4).contains(x.rank) && size.count == x.rank - 2, "cannot resize \(x.shape) to \(size)")
  let timer = KernelTimer("interpolate")
  defer { timer.stop() }
  let isLine = x.rank == 3
  let (height, width) = (isLine ? 1 : x.shape[2], x.extent(-1))
  let (newHeight, newWidth) = (isLine ? 1 : size[0], size[size.count - 1])
  precondition(
    height > 0 && width > 0 && newHeight > 0 && newWidth > 0, "cannot resize \(x.shape) to \(size)")
  if mode == .area {
    let image = isLine ? x.unsqueezed(2) : x
    let result = adaptiveAvgPool2d(image, (newHeight, newWidth))
    return isLine ? result.squeezed(2) : result
  }
  let columns = ResamplingAxis<Scalar>(
    mode: mode, extent: width, newExtent: newWidth, factor: scales?.last,
    alignCorners: alignCorners, antialias: antialias)
  let rows =
    isLine
    ? ResamplingAxis<Scalar>(identity: 1)
    : ResamplingAxis<Scalar>(
      mode: mode, extent: height, newExtent: newHeight, factor: scales?.first,
      alignCorners: alignCorners, antialias: antialias)

  let x = x.contiguous()
  return Tensor(unsafeUninitialized: Array(x.shape[..<2]) + size) { target in
    guard let output = target.baseAddress else { return }
    let input = x.storage.base + x.offset
    let planes = x.shape[0] * x.shape[1]
    let minimum = max(1, (1 << 15) / (newHeight * newWidth))
    if mode == .nearest || mode == .nearestExact {
      parallelFor(planes, minimumPerTask: minimum) { range in
        for plane in range {
          gatherPlane(
            from: input + plane * height * width, width: width, rows: rows, columns: columns,
            to: output + plane * newHeight * newWidth)
        }
      }
    } else {
      parallelFor(planes, minimumPerTask: minimum) { range in
        withScratch(height * newWidth) { scratch in
          for plane in range {
            filterPlane(
              from: input + plane * height * width, height: height, width: width, rows: rows,
              columns: columns, scratch: scratch, to: output + plane * newHeight * newWidth)
          }
        }
      }
    }
    withExtendedLifetime(x) {}
  }
}

/// One plane with one element per output: rows that show the same source are copied.
@inline(__always)
private func gatherPlane<Scalar: TensorScalar>(
  from input: UnsafePointer<Scalar>, width: Int, rows: ResamplingAxis<Scalar>,
  columns: ResamplingAxis<Scalar>, to output: UnsafeMutablePointer<Scalar>
) {
  let count = columns.count
  let doubles = columns.isDoubling
  rows.indices.withUnsafeBufferPointer { rowIndices in
    columns.indices.withUnsafeBufferPointer { columnIndices in
      for y in 0..<rows.count {
        let row = output + y * count
        if y > 0 && rowIndices[y] == rowIndices[y - 1] {
          copy(from: row - count, count, to: row)
          continue
        }
        let source = input + rowIndices[y] * width
        if doubles {
          for x in 0..<width {
            row[2 * x] = source[x]
            row[2 * x + 1] = source[x]
          }
        } else {
          for x in 0..<count { row[x] = source[columnIndices[x]] }
        }
      }
    }
  }
}

/// One plane: along the rows into `scratch`, then along the columns.
@inline(__always)
private func filterPlane<Scalar: TensorScalar>(
  from input: UnsafePointer<Scalar>, height: Int, width: Int, rows: ResamplingAxis<Scalar>,
  columns: ResamplingAxis<Scalar>, scratch: UnsafeMutablePointer<Scalar>,
  to output: UnsafeMutablePointer<Scalar>
) {
  let count = columns.count
  columns.withTaps { indices, weights, starts in
    for y in 0..<height {
      let (source, row) = (input + y * width, scratch + y * count)
      for x in 0..<count {
        var sum: Scalar = source[indices[starts[x]]] * weights[starts[x]]
        for tap in starts[x] + 1..<max(starts[x] + 1, starts[x + 1]) {
          sum += source[indices[tap]] * weights[tap]
        }
        row[x] = sum
      }
    }
  }
  rows.withTaps { indices, weights, starts in
    for y in 0..<rows.count {
      let row = output + y * count
      for tap in starts[y]..<starts[y + 1] {
        let (source, weight) = (scratch + indices[tap] * count, weights[tap])
        if tap == starts[y] {
          for x in 0..<count { row[x] = source[x] * weight }
        } else {
          for x in 0..<count { row[x] += source[x] * weight }
        }
      }
    }
  }
}
