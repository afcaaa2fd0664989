import COpenBLAS

/// Matrix products by OpenBLAS alone, on its own threads: what everything else can be held against.
///
/// All share three matrices, which therefore lie in the caches more often than a model's would.
public struct PlainProducts: Sendable {
  private let products: [KernelProduct]
  private let left: Tensor<Float>
  private let right: Tensor<Float>

  /// Prepares matrices of ones for `products`.
  public init(_ products: [KernelProduct]) {
    self.products = products
    left = .ones([products.map { $0.rows * $0.terms }.max() ?? 0])
    right = .ones([products.map { $0.terms * $0.columns }.max() ?? 0])
  }

  /// Computes all of them, one after the other; no other thread may compute products meanwhile.
  ///
  /// - Returns: The first number of the last result: the number of its terms, as all numbers are ones.
  @discardableResult
  public func perform() -> Float {
    let size = products.map { $0.rows * $0.columns }.max() ?? 0
    openblas_set_num_threads(Int32(processorCount))
    defer { openblas_set_num_threads(1) }
    let result = Tensor<Float>(unsafeUninitialized: [size]) { target in
      guard let target = target.baseAddress else { return }
      for product in products {
        for _ in 0..<product.count {
          cblas_sgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(product.rows),
            blasint(product.columns), blasint(product.terms), 1, left.pointer,
            blasint(product.terms), right.pointer, blasint(product.columns), 0, target,
            blasint(product.columns))
        }
      }
    }
    return result.count > 0 ? result[0].item : 0
  }
}
