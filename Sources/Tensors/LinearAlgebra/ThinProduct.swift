/// Products of a few rows with a large matrix, which memory bandwidth limits: each row of the matrix is
/// read once and multiplied with all of them.

/// The largest number of rows that `thinProduct` is meant for.
let thinRowLimit = 4

/// c[r, o] = Σ x[r, i] · weight[o, i] + bias[o] for `rows` ≤ `thinRowLimit` rows.
@inline(__always)
func thinProduct<Scalar: TensorScalar>(
  rows: Int, inputs: Int, outputs: Int, _ x: UnsafePointer<Scalar>,
  _ weight: UnsafePointer<Scalar>, leading: Int, _ bias: UnsafePointer<Scalar>?,
  _ c: UnsafeMutablePointer<Scalar>
) {
  parallelFor(outputs, minimumPerTask: max(1, 1 << 17 / max(1, inputs))) { range in
    for output in range {
      let line = weight + output * leading
      let offset = bias?[output] ?? 0
      var row = 0
      if rows - row >= 2 {
        while row + 2 <= rows {
          let (a, b) = twoDots(line, x + row * inputs, x + (row + 1) * inputs, inputs)
          c[row * outputs + output] = a + offset
          c[(row + 1) * outputs + output] = b + offset
          row += 2
        }
      }
      if row < rows { c[row * outputs + output] = dot(line, x + row * inputs, inputs) + offset }
    }
  }
}

@inline(__always)
private func load<Scalar: TensorScalar>(_ pointer: UnsafePointer<Scalar>) -> SIMD8<Scalar> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Scalar>.self)
}

/// Σ a[i] · b[i] with 32 running sums.
@inline(__always)
private func dot<Scalar: TensorScalar>(
  _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, _ count: Int
) -> Scalar {
  var sums = (SIMD8<Scalar>(), SIMD8<Scalar>(), SIMD8<Scalar>(), SIMD8<Scalar>())
  var i = 0
  while i + 32 <= count {
    sums.0 = sums.0.addingProduct(load(a + i), load(b + i))
    sums.1 = sums.1.addingProduct(load(a + i + 8), load(b + i + 8))
    sums.2 = sums.2.addingProduct(load(a + i + 16), load(b + i + 16))
    sums.3 = sums.3.addingProduct(load(a + i + 24), load(b + i + 24))
    i += 32
  }
  var total = laneSum((sums.0 + sums.1) + (sums.2 + sums.3))
  while i < count {
    total = total.addingProduct(a[i], b[i])
    i += 1
  }
  return total
}

/// Σ w[i] · a[i] and Σ w[i] · b[i], reading w once.
@inline(__always)
private func twoDots<Scalar: TensorScalar>(
  _ w: UnsafePointer<Scalar>, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, _ count: Int
) -> (Scalar, Scalar) {
  var left = (SIMD8<Scalar>(), SIMD8<Scalar>())
  var right = (SIMD8<Scalar>(), SIMD8<Scalar>())
  var i = 0
  while i + 16 <= count {
    let (first, second) = (load(w + i), load(w + i + 8))
    left.0 = left.0.addingProduct(first, load(a + i))
    left.1 = left.1.addingProduct(second, load(a + i + 8))
    right.0 = right.0.addingProduct(first, load(b + i))
    right.1 = right.1.addingProduct(second, load(b + i + 8))
    i += 16
  }
  var totals = (laneSum(left.0 + left.1), laneSum(right.0 + right.1))
  while i < count {
    totals.0 = totals.0.addingProduct(w[i], a[i])
    totals.1 = totals.1.addingProduct(w[i], b[i])
    i += 1
  }
  return totals
}

@inline(__always)
private func laneSum<Scalar: TensorScalar>(_ v: SIMD8<Scalar>) -> Scalar {
  ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]))
}
