extension Tensor {
  /// The last two dimensions as BLAS can take them, if it can.
  var matrixLayout: (leading: Int, isTransposed: Bool)? {
    let (rows, columns) = (shape[rank - 2], shape[rank - 1])
    let (rowStride, columnStride) = (strides[rank - 2], strides[rank - 1])
    if columnStride == 1 || columns == 1 {
      if rows == 1 { return (max(1, columns), false) }
      if rowStride >= max(1, columns) { return (rowStride, false) }
    }
    if rowStride == 1 || rows == 1 {
      if columns == 1 { return (max(1, rows), true) }
      if columnStride >= max(1, rows) { return (columnStride, true) }
    }
    return nil
  }
}

/// The matrix product of the last two dimensions, the others broadcast, as `torch.matmul`.
///
/// A vector on the left counts as a row, one on the right as a column, and goes away again. Transposed
/// views go to BLAS as they are.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func matmul<Scalar>(_ a: Tensor<Scalar>, _ b: Tensor<Scalar>) -> Tensor<Scalar> {
  if a.rank == 1 { return matmul(a.unsqueezed(0), b).squeezed(b.rank == 1 ? 0 : -2) }
  if b.rank == 1 { return matmul(a, b.unsqueezed(1)).squeezed(-1) }
  let (m, k, n) = (a.extent(-2), a.extent(-1), b.extent(-1))
  precondition(b.extent(-2) == k, "cannot multiply \(a.shape) and \(b.shape)")
  if b.rank == 2, a.rank > 2, a.isContiguous {
    let shape = Array(a.shape.dropLast()) + [n]
    return matmul(a.reshaped([a.shape.dropLast().reduce(1, *), k]), b).reshaped(shape)
  }
  let timer = KernelTimer(
    "matmul",
    [
      KernelProduct(
        rows: m, columns: n, terms: k,
        count: broadcastShape(Array(a.shape.dropLast(2)), Array(b.shape.dropLast(2)))
          .reduce(1, *))
    ])
  defer { timer.stop() }
  let left = a.matrixLayout == nil ? a.contiguous() : a
  let right = b.matrixLayout == nil ? b.contiguous() : b
  let batch = broadcastShape(Array(a.shape.dropLast(2)), Array(b.shape.dropLast(2)))
  let shape = batch + [m, n]
  let result = Tensor<Scalar>(
    shape: shape, strides: Tensor<Scalar>.contiguousStrides(shape), offset: 0,
    storage: TensorStorage(count: shape.reduce(1, *)))
  guard result.count > 0 else { return result }
  let target = result.storage.base
  guard k > 0, let layoutA = left.matrixLayout, let layoutB = right.matrixLayout else {
    target.update(repeating: 0, count: result.count)
    return result
  }
  let operandA = MatrixOperand(
    left.pointer, leading: layoutA.leading, isTransposed: layoutA.isTransposed)
  let operandB = MatrixOperand(
    right.pointer, leading: layoutB.leading, isTransposed: layoutB.isTransposed)
  if batch.isEmpty {
    parallelGemm(m: m, n: n, k: k, operandA, operandB, target, leading: n)
  } else {
    let offsets = batchOffsets(batch, left, right)
    if offsets.count >= processorCount && m * n * k < 1 << 22 {
      parallelFor(offsets.count, minimumPerTask: max(1, (1 << 19) / (m * n * k))) { range in
        for index in range {
          gemm(
            m: m, n: n, k: k, operandA.moved(offsets[index].a), operandB.moved(offsets[index].b),
            target + index * m * n, leading: n)
        }
      }
    } else {
      for (index, offset) in offsets.enumerated() {
        parallelGemm(
          m: m, n: n, k: k, operandA.moved(offset.a), operandB.moved(offset.b),
          target + index * m * n, leading: n)
      }
    }
  }
  withExtendedLifetime((left, right)) {}
  return result
}

extension MatrixOperand {
  /// The matrix `distance` elements further on.
  @inline(__always)
  func moved(_ distance: Int) -> MatrixOperand {
    MatrixOperand(base + distance, leading: leading, isTransposed: isTransposed)
  }
}

/// Where the matrices of each batch index begin in both operands.
private func batchOffsets<Scalar>(
  _ batch: [Int], _ a: Tensor<Scalar>, _ b: Tensor<Scalar>
) -> [(a: Int, b: Int)] {
  let stridesA = broadcastStrides(
    Array(a.shape.dropLast(2)), Array(a.strides.dropLast(2)), to: batch)
  let stridesB = broadcastStrides(
    Array(b.shape.dropLast(2)), Array(b.strides.dropLast(2)), to: batch)
  var offsets: [(a: Int, b: Int)] = [(0, 0)]
  for dimension in batch.indices {
    offsets = offsets.flatMap { offset in
      (0..<batch[dimension]).map {
        (offset.a + $0 * stridesA[dimension], offset.b + $0 * stridesB[dimension])
      }
    }
  }
  return offsets
}
