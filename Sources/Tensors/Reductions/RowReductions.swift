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

/// The largest element of a row, NaN if one is NaN; -∞ for none.
@inline(__always)
func rowMaximum<Scalar: TensorScalar>(_ row: UnsafePointer<Scalar>, _ count: Int) -> Scalar {
  var best = SIMD8<Scalar>(repeating: -.infinity)
  var broken = SIMD8<Scalar>(repeating: 0)
  var i = 0
  while i + 8 <= count {
    for lane in 0..<8 {
      let x = row[i + lane]
      best[lane] = x > best[lane] ? x : best[lane]
      broken[lane] = x != x ? 1 : broken[lane]
    }
    i += 8
  }
  var result: Scalar = -.infinity
  var sawNaN = false
  for lane in 0..<8 {
    result = best[lane] > result ? best[lane] : result
    if broken[lane] != 0 { sawNaN = true }
  }
  while i < count {
    let x = row[i]
    if x != x { sawNaN = true }
    result = x > result ? x : result
    i += 1
  }
  return sawNaN ? .nan : result
}
