import COpenBLAS

/// Our code splits products over the cores itself, so each call into BLAS stays on its thread.
private let singleThreadedBLAS: Void = openblas_set_num_threads(1)

/// c = alpha · a · b + beta · c + bias through BLAS on the calling thread.
@inline(__always)
func blasGemm<Scalar: TensorScalar>(
  m: Int, n: Int, k: Int, alpha: Scalar = 1, _ a: MatrixOperand<Scalar>, _ b: MatrixOperand<Scalar>,
  beta: Scalar = 0, bias: ProductBias<Scalar>? = nil, _ c: UnsafeMutablePointer<Scalar>,
  leading: Int
) {
  _ = singleThreadedBLAS
  let beta = addBias(bias, beta: beta, m: m, n: n, c, leading: leading)
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

/// c = beta · c + bias; the result is the beta of the product that follows.
@inline(__always)
private func addBias<Scalar: TensorScalar>(
  _ bias: ProductBias<Scalar>?, beta: Scalar, m: Int, n: Int, _ c: UnsafeMutablePointer<Scalar>,
  leading: Int
) -> Scalar {
  guard let bias else { return beta }
  for row in 0..<m {
    let line = c + row * leading
    switch bias {
    case .rows(let values):
      let value = values[row]
      if beta == 0 {
        line.update(repeating: value, count: n)
      } else {
        for column in 0..<n { line[column] = value + beta * line[column] }
      }
    case .columns(let values):
      if beta == 0 {
        line.update(from: values, count: n)
      } else {
        for column in 0..<n { line[column] = values[column] + beta * line[column] }
      }
    }
  }
  return 1
}

/// The same product on all cores: blocks of rows or of columns of c, whichever there are more of.
@inline(__always)
func parallelBLASGemm<Scalar: TensorScalar>(
  m: Int, n: Int, k: Int, alpha: Scalar = 1, _ a: MatrixOperand<Scalar>, _ b: MatrixOperand<Scalar>,
  beta: Scalar = 0, bias: ProductBias<Scalar>? = nil, _ c: UnsafeMutablePointer<Scalar>,
  leading: Int
) {
  // 2²⁰ multiplications take some 30 µs on one core, a few times what waking another one costs.
  let work = m * n * k
  guard processorCount > 1, work >= 1 << 20, max(m, n) >= 32 else {
    blasGemm(m: m, n: n, k: k, alpha: alpha, a, b, beta: beta, bias: bias, c, leading: leading)
    return
  }
  let unit = 16
  if m >= n {
    parallelBlocks(m, unit: unit, work: work) { rows in
      blasGemm(
        m: rows.count, n: n, k: k, alpha: alpha, a.fromRow(rows.lowerBound), b, beta: beta,
        bias: bias?.fromRow(rows.lowerBound), c + rows.lowerBound * leading, leading: leading)
    }
  } else {
    parallelBlocks(n, unit: unit, work: work) { columns in
      blasGemm(
        m: m, n: columns.count, k: k, alpha: alpha, a, b.fromColumn(columns.lowerBound),
        beta: beta, bias: bias?.fromColumn(columns.lowerBound), c + columns.lowerBound,
        leading: leading)
    }
  }
}

extension ProductBias {
  /// The bias of the rows from `row` on.
  @inline(__always)
  fileprivate func fromRow(_ row: Int) -> ProductBias {
    if case .rows(let values) = self { .rows(values + row) } else { self }
  }

  /// The bias of the columns from `column` on.
  @inline(__always)
  fileprivate func fromColumn(_ column: Int) -> ProductBias {
    if case .columns(let values) = self { .columns(values + column) } else { self }
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
