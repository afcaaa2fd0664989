import COpenBLAS

/// Our code splits products over the cores itself, so each call into BLAS stays on its thread.
private let singleThreadedBLAS: Void = openblas_set_num_threads(1)

/// A matrix in memory as BLAS takes it: rows `leading` apart without gaps inside, or (transposed) columns.
struct MatrixOperand<Scalar: TensorScalar> {
  let base: UnsafePointer<Scalar>
  let leading: Int
  let isTransposed: Bool

  init(_ base: UnsafePointer<Scalar>, leading: Int, isTransposed: Bool = false) {
    self.base = base
    self.leading = leading
    self.isTransposed = isTransposed
  }

  /// The matrix from `row` on.
  @inline(__always)
  func fromRow(_ row: Int) -> MatrixOperand {
    MatrixOperand(
      base + (isTransposed ? row : row * leading), leading: leading, isTransposed: isTransposed)
  }

  /// The matrix from `column` on.
  @inline(__always)
  func fromColumn(_ column: Int) -> MatrixOperand {
    MatrixOperand(
      base + (isTransposed ? column * leading : column), leading: leading,
      isTransposed: isTransposed)
  }
}

/// c = alpha · a · b + beta · c on the calling thread, with a [m, k], b [k, n], c [m, n] row-major.
@inline(__always)
func gemm<Scalar: TensorScalar>(
  m: Int, n: Int, k: Int, alpha: Scalar = 1, _ a: MatrixOperand<Scalar>, _ b: MatrixOperand<Scalar>,
  beta: Scalar = 0, _ c: UnsafeMutablePointer<Scalar>, leading: Int
) {
  guard m > 0, n > 0 else { return }
  _ = singleThreadedBLAS
  if Scalar.self == Float.self {
    cblas_sgemm(
      CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
      b.isTransposed ? CblasTrans : CblasNoTrans, blasint(m), blasint(n), blasint(k), Float(alpha),
      UnsafeRawPointer(a.base).assumingMemoryBound(to: Float.self), blasint(max(1, a.leading)),
      UnsafeRawPointer(b.base).assumingMemoryBound(to: Float.self), blasint(max(1, b.leading)),
      Float(beta), UnsafeMutableRawPointer(c).assumingMemoryBound(to: Float.self),
      blasint(max(1, leading)))
  } else {
    cblas_dgemm(
      CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
      b.isTransposed ? CblasTrans : CblasNoTrans, blasint(m), blasint(n), blasint(k), Double(alpha),
      UnsafeRawPointer(a.base).assumingMemoryBound(to: Double.self), blasint(max(1, a.leading)),
      UnsafeRawPointer(b.base).assumingMemoryBound(to: Double.self), blasint(max(1, b.leading)),
      Double(beta), UnsafeMutableRawPointer(c).assumingMemoryBound(to: Double.self),
      blasint(max(1, leading)))
  }
}

/// The same product on all cores: blocks of rows or of columns of c, whichever there are more of.
@inline(__always)
func parallelGemm<Scalar: TensorScalar>(
  m: Int, n: Int, k: Int, alpha: Scalar = 1, _ a: MatrixOperand<Scalar>, _ b: MatrixOperand<Scalar>,
  beta: Scalar = 0, _ c: UnsafeMutablePointer<Scalar>, leading: Int
) {
  // 2²⁰ multiplications take some 30 µs on one core, a few times what waking another one costs.
  let work = m * n * k
  guard processorCount > 1, work >= 1 << 20, max(m, n) >= 32 else {
    gemm(m: m, n: n, k: k, alpha: alpha, a, b, beta: beta, c, leading: leading)
    return
  }
  let unit = 16
  if m >= n {
    parallelBlocks(m, unit: unit, work: work) { rows in
      gemm(
        m: rows.count, n: n, k: k, alpha: alpha, a.fromRow(rows.lowerBound), b, beta: beta,
        c + rows.lowerBound * leading, leading: leading)
    }
  } else {
    parallelBlocks(n, unit: unit, work: work) { columns in
      gemm(
        m: m, n: columns.count, k: k, alpha: alpha, a, b.fromColumn(columns.lowerBound),
        beta: beta, c + columns.lowerBound, leading: leading)
    }
  }
}

/// Calls `body` with one block per core, or a few if the work is long, each a multiple of `unit`.
@inline(__always)
private func parallelBlocks(_ count: Int, unit: Int, work: Int, _ body: (Range<Int>) -> Void) {
  let perCore = work >= 1 << 28 ? 4 : 1
  let blocks = min(processorCount * perCore, (count + unit - 1) / unit)
  let size = ((count + blocks - 1) / blocks + unit - 1) / unit * unit
  parallelFor((count + size - 1) / size) { range in
    for block in range { body((block * size)..<min(count, (block + 1) * size)) }
  }
}
