/// Writes the patches under `tile` for the input channels `channels`: row `(channel, i, j)` of
/// `target` holds what the kernel element `(i, j)` sees of the channel at each output position.
///
/// `input` is the first channel of the group. Rows of `target` follow each other without gaps.
@inline(__always)
func extractPatches<Scalar: TensorScalar>(
  _ geometry: ConvolutionGeometry, from input: UnsafePointer<Scalar>, channels: Range<Int>,
  tile: OutputTile, to target: UnsafeMutablePointer<Scalar>
) {
  let count = tile.columns.count
  var target = target
  for channel in channels {
    let plane = input + channel * geometry.channelStride
    for i in 0..<geometry.kernelHeight {
      let rowShift = i * geometry.dilation.rows - geometry.padding.rows
      for j in 0..<geometry.kernelWidth {
        let first =
          tile.columns.lowerBound * geometry.stride.columns + j * geometry.dilation.columns
          - geometry.padding.columns
        let valid = validPositions(
          first: first, step: geometry.stride.columns, count: count, extent: geometry.width)
        for row in tile.rows {
          let y = row * geometry.stride.rows + rowShift
          if y >= 0 && y < geometry.height {
            copyRow(
              from: plane + y * geometry.rowStride, first: first, step: geometry.stride.columns,
              valid: valid, count: count, to: target)
          } else {
            fill(target, count, 0)
          }
          target += count
        }
      }
    }
  }
}

/// The positions `t` in `0..<count` for which `first + t * step` lies in `0..<extent`.
@inline(__always)
private func validPositions(first: Int, step: Int, count: Int, extent: Int) -> Range<Int> {
  let lower = first >= 0 ? 0 : (step - 1 - first) / step
  let upper = first >= extent ? 0 : (extent - 1 - first) / step + 1
  let end = min(count, upper)
  return min(lower, end)..<end
}

@inline(__always)
private func copyRow<Scalar: TensorScalar>(
  from row: UnsafePointer<Scalar>, first: Int, step: Int, valid: Range<Int>, count: Int,
  to target: UnsafeMutablePointer<Scalar>
) {
  fill(target, valid.lowerBound, 0)
  if step == 1 {
    copy(from: row + first + valid.lowerBound, valid.count, to: target + valid.lowerBound)
  } else {
    var t = valid.lowerBound
    // The last element of a wide load must exist, too.
    while step == 2 && t + 8 < valid.upperBound {
      storeVector(
        loadVector(SIMD16<Scalar>.self, row + first + 2 * t).evenHalf, to: target + t)
      t += 8
    }
    while t < valid.upperBound {
      target[t] = row[first + t * step]
      t += 1
    }
  }
  fill(target + valid.upperBound, count - valid.upperBound, 0)
}
