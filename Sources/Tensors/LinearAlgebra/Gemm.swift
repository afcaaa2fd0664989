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

  /// The distance between neighbouring rows.
  var rowStride: Int { isTransposed ? 1 : leading }

  /// The distance between neighbouring columns.
  var columnStride: Int { isTransposed ? leading : 1 }
}

/// Numbers that a product adds to every element of a row, or of a column.
enum ProductBias<Scalar: TensorScalar> {
  case rows(UnsafePointer<Scalar>)
  case columns(UnsafePointer<Scalar>)
}

/// c = alpha · a · b + beta · c + bias on the calling thread, with a [m, k], b [k, n], c [m, n] row-major.
///
/// Each sum is taken in the same order however c is cut into products, so that results depend
/// neither on the number of cores nor on who computes what; this holds for `parallelGemm`, too.
@inline(__always)
func gemm<Scalar: TensorScalar>(
  m: Int, n: Int, k: Int, alpha: Scalar = 1, _ a: MatrixOperand<Scalar>, _ b: MatrixOperand<Scalar>,
  beta: Scalar = 0, bias: ProductBias<Scalar>? = nil, _ c: UnsafeMutablePointer<Scalar>,
  leading: Int
) {
  guard m > 0, n > 0 else { return }
  if let product = WideProduct(
    m: m, n: n, k: k, alpha: alpha, a, b, beta: beta, bias: bias, c, leading: leading)
  {
    product.perform(onAllCores: false)
  } else {
    blasGemm(m: m, n: n, k: k, alpha: alpha, a, b, beta: beta, bias: bias, c, leading: leading)
  }
}

/// The same product on all cores, if it is large enough.
@inline(__always)
func parallelGemm<Scalar: TensorScalar>(
  m: Int, n: Int, k: Int, alpha: Scalar = 1, _ a: MatrixOperand<Scalar>, _ b: MatrixOperand<Scalar>,
  beta: Scalar = 0, bias: ProductBias<Scalar>? = nil, _ c: UnsafeMutablePointer<Scalar>,
  leading: Int
) {
  guard m > 0, n > 0 else { return }
  if let product = WideProduct(
    m: m, n: n, k: k, alpha: alpha, a, b, beta: beta, bias: bias, c, leading: leading)
  {
    product.perform(onAllCores: true)
  } else {
    parallelBLASGemm(
      m: m, n: n, k: k, alpha: alpha, a, b, beta: beta, bias: bias, c, leading: leading)
  }
}
