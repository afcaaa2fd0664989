/// Sums with many accumulators: four vectors over a piece, the pieces pairwise, so that the rounding
/// error grows with the logarithm of the length only.

/// The elements summed directly, below the pairwise tree.
private let sumPiece = 512

/// Σ term(i) for i in 0..<count.
@inline(__always)
func pairwiseSum<Scalar: TensorScalar>(_ count: Int, _ term: (Int) -> Scalar) -> Scalar {
  if count <= sumPiece { return directSum(0, count, term) }
  // Partial sums of 2ᵏ pieces wait in slot k for their partner, like a binary counter.
  return withUnsafeTemporaryAllocation(of: Scalar.self, capacity: 64) { slots in
    var pieces = 0
    var start = 0
    while start < count {
      let end = min(start + sumPiece, count)
      var value = directSum(start, end, term)
      var level = 0
      while (pieces >> level) & 1 == 1 {
        value = slots[level] + value
        level += 1
      }
      slots[level] = value
      pieces += 1
      start = end
    }
    var total: Scalar = 0
    for level in 0..<63 where (pieces >> level) & 1 == 1 { total = slots[level] + total }
    return total
  }
}

@inline(__always)
private func directSum<Scalar: TensorScalar>(
  _ start: Int, _ end: Int, _ term: (Int) -> Scalar
) -> Scalar {
  var a = SIMD8<Scalar>(repeating: 0)
  var b = SIMD8<Scalar>(repeating: 0)
  var i = start
  while i + 16 <= end {
    for lane in 0..<8 {
      a[lane] += term(i + lane)
      b[lane] += term(i + 8 + lane)
    }
    i += 16
  }
  a += b
  var total: Scalar =
    ((a[0] + a[4]) + (a[2] + a[6])) + ((a[1] + a[5]) + (a[3] + a[7]))
  while i < end {
    total += term(i)
    i += 1
  }
  return total
}

/// The largest element of a row, NaN aside; -∞ for none.
@inline(__always)
func rowMaximum<Scalar: TensorScalar>(_ row: UnsafePointer<Scalar>, _ count: Int) -> Scalar {
  let lanes = 32
  var best = -Scalar.infinity
  var start = 0
  if count >= 2 * lanes {
    // A loop over lanes in memory is one that the compiler turns into vector code.
    best = withUnsafeTemporaryAllocation(of: Scalar.self, capacity: lanes) { buffer in
      guard let peaks = buffer.baseAddress else { return best }
      peaks.initialize(repeating: best, count: lanes)
      while start + lanes <= count {
        let piece = row + start
        for lane in 0..<lanes {
          peaks[lane] = piece[lane] > peaks[lane] ? piece[lane] : peaks[lane]
        }
        start += lanes
      }
      var peak = best
      for lane in 0..<lanes { peak = peaks[lane] > peak ? peaks[lane] : peak }
      return peak
    }
  }
  for i in start..<count { best = row[i] > best ? row[i] : best }
  return best
}

/// Whether an element of a row is NaN.
@inline(__always)
func rowHasNaN<Scalar: TensorScalar>(_ row: UnsafePointer<Scalar>, _ count: Int) -> Bool {
  pairwiseSum(count) { row[$0] == row[$0] ? 0 : 1 as Scalar } != 0
}

/// The largest element of a row, NaN if one is NaN, as torch has it.
@inline(__always)
func torchMaximum<Scalar: TensorScalar>(_ row: UnsafePointer<Scalar>, _ count: Int) -> Scalar {
  rowHasNaN(row, count) ? .nan : rowMaximum(row, count)
}
