/// Copies a strided array to contiguous memory.
///
/// Dimensions are merged where possible. Rows without gaps are copied whole; if the unit stride lies
/// along another dimension than the innermost one, those two are transposed block by block.
func copyStrided<Scalar: TensorScalar>(
  from source: UnsafePointer<Scalar>, to target: UnsafeMutableBufferPointer<Scalar>,
  shape: [Int], strides: [Int]
) {
  guard let target = target.baseAddress, !shape.contains(0) else { return }
  var dimensions: [(extent: Int, source: Int)] = []
  dimensions.reserveCapacity(shape.count)
  for dimension in shape.indices where shape[dimension] != 1 {
    let (extent, stride) = (shape[dimension], strides[dimension])
    if let last = dimensions.last, last.source == stride * extent {
      dimensions[dimensions.count - 1] = (last.extent * extent, stride)
    } else {
      dimensions.append((extent, stride))
    }
  }
  var targetStride = 1
  var axes: [CopyAxis] = []
  for dimension in dimensions.reversed() {
    axes.append(
      CopyAxis(extent: dimension.extent, source: dimension.source, target: targetStride))
    targetStride *= dimension.extent
  }
  axes.reverse()
  guard let inner = axes.popLast() else { return target.initialize(to: source.pointee) }
  let unit = axes.lastIndex { $0.source == 1 }
  if inner.source > 1, let unit {
    let other = axes.remove(at: unit)
    let block = max(1, parallelGrain / (inner.extent * other.extent))
    forEachOffset(axes, minimumPerTask: block) { from, to in
      transposeBlocks(source + from, target + to, rows: other, columns: inner)
    }
  } else {
    forEachOffset(axes, minimumPerTask: max(1, parallelGrain / inner.extent)) { from, to in
      copyRow(source + from, target + to, inner)
    }
  }
}

/// One dimension of a copy: how far neighbours lie apart in the source and in the target.
struct CopyAxis {
  let extent: Int
  let source: Int
  let target: Int
}

@inline(__always)
private func copyRow<Scalar: TensorScalar>(
  _ source: UnsafePointer<Scalar>, _ target: UnsafeMutablePointer<Scalar>, _ axis: CopyAxis
) {
  switch axis.source {
  case 1: target.update(from: source, count: axis.extent)
  case 0: target.update(repeating: source.pointee, count: axis.extent)
  default: for i in 0..<axis.extent { target[i] = source[i * axis.source] }
  }
}

/// Copies a matrix whose rows are neighbours in the source and whose columns are in the target.
@inline(__always)
private func transposeBlocks<Scalar: TensorScalar>(
  _ source: UnsafePointer<Scalar>, _ target: UnsafeMutablePointer<Scalar>, rows: CopyAxis,
  columns: CopyAxis
) {
  let edge = 16
  parallelFor((rows.extent + edge - 1) / edge, minimumPerTask: max(1, 4096 / columns.extent)) {
    blocks in
    for block in blocks {
      let firstRow = block * edge
      let rowCount = min(edge, rows.extent - firstRow)
      for firstColumn in stride(from: 0, to: columns.extent, by: edge) {
        let columnCount = min(edge, columns.extent - firstColumn)
        let from = source + firstRow + firstColumn * columns.source
        let to = target + firstRow * rows.target + firstColumn
        for row in 0..<rowCount {
          for column in 0..<columnCount {
            to[row * rows.target + column] = from[row + column * columns.source]
          }
        }
      }
    }
  }
}

/// Calls `body` for each combination of indices of `axes` with the offsets in source and target.
@inline(__always)
func forEachOffset(
  _ axes: [CopyAxis], minimumPerTask: Int, _ body: (_ source: Int, _ target: Int) -> Void
) {
  var total = 1
  for axis in axes { total *= axis.extent }
  parallelFor(total, minimumPerTask: minimumPerTask) { range in
    var index = [Int](repeating: 0, count: axes.count)
    var (source, target) = (0, 0)
    var rest = range.lowerBound
    for axis in axes.indices.reversed() {
      index[axis] = rest % axes[axis].extent
      rest /= axes[axis].extent
      source += index[axis] * axes[axis].source
      target += index[axis] * axes[axis].target
    }
    for _ in range {
      body(source, target)
      for axis in axes.indices.reversed() {
        index[axis] += 1
        source += axes[axis].source
        target += axes[axis].target
        if index[axis] < axes[axis].extent { break }
        source -= axes[axis].extent * axes[axis].source
        target -= axes[axis].extent * axes[axis].target
        index[axis] = 0
      }
    }
  }
}
