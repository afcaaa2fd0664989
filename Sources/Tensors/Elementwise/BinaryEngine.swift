extension Tensor {
  /// `Operation` of the elements of two tensors, broadcast to a common shape; written into the left
  /// one's storage if nothing else uses that and the shape stays.
  @inline(__always)
  static func combined<Operation: BinaryOperation<Scalar>>(
    _ lhs: consuming Tensor, _ rhs: Tensor, _: Operation.Type
  ) -> Tensor {
    if rhs.count == 1 && rhs.rank <= lhs.rank {
      return lhs.mapped(WithRight<Operation>(right: rhs.item))
    }
    if lhs.count == 1 && lhs.rank <= rhs.rank {
      return rhs.mapped(WithLeft<Operation>(left: lhs.item))
    }
    if lhs.shape == rhs.shape && lhs.isContiguous && rhs.isContiguous {
      return combinedFlat(lhs, rhs, Operation.self)
    }
    return combinedBroadcast(lhs, rhs, Operation.self)
  }

  @inline(__always)
  private static func combinedFlat<Operation: BinaryOperation<Scalar>>(
    _ lhs: consuming Tensor, _ rhs: Tensor, _: Operation.Type
  ) -> Tensor {
    let right = rhs.pointer
    let count = rhs.count
    defer { withExtendedLifetime(rhs) {} }
    if lhs.isUniquelyOwned() {
      let target = lhs.storage.base + lhs.offset
      parallelFor(count, minimumPerTask: parallelGrain) { range in
        for i in range { target[i] = Operation.apply(target[i], right[i]) }
      }
      return lhs
    }
    let result = lhs.uninitializedLike()
    let target = result.storage.base
    let left = lhs.pointer
    parallelFor(count, minimumPerTask: parallelGrain) { range in
      for i in range { target[i] = Operation.apply(left[i], right[i]) }
    }
    withExtendedLifetime(lhs) {}
    return result
  }

  @inline(__always)
  private static func combinedBroadcast<Operation: BinaryOperation<Scalar>>(
    _ lhs: consuming Tensor, _ rhs: Tensor, _: Operation.Type
  ) -> Tensor {
    let shape = broadcastShape(lhs.shape, rhs.shape)
    let plan = BroadcastPlan(
      shape: shape, a: broadcastStrides(lhs.shape, lhs.strides, to: shape),
      b: broadcastStrides(rhs.shape, rhs.strides, to: shape))
    let result = Tensor(
      shape: shape, strides: contiguousStrides(shape), offset: 0,
      storage: TensorStorage(count: shape.reduce(1, *)))
    let (target, left, right) = (result.storage.base, lhs.pointer, rhs.pointer)
    let extent = plan.inner.extent
    if extent > 0 && plan.rows > 0 {
      parallelFor(plan.rows, minimumPerTask: max(1, parallelGrain / extent)) { range in
        plan.forEachRow(range) { row, a, b in
          combineRow(
            target + row * extent, left + a, plan.inner.a, right + b, plan.inner.b, extent,
            Operation.self)
        }
      }
    }
    withExtendedLifetime((lhs, rhs)) {}
    return result
  }

  @inline(__always)
  private static func combineRow<Operation: BinaryOperation<Scalar>>(
    _ target: UnsafeMutablePointer<Scalar>, _ a: UnsafePointer<Scalar>, _ strideA: Int,
    _ b: UnsafePointer<Scalar>, _ strideB: Int, _ count: Int, _: Operation.Type
  ) {
    switch (strideA, strideB) {
    case (1, 1):
      for i in 0..<count { target[i] = Operation.apply(a[i], b[i]) }
    case (1, 0):
      let right = b.pointee
      for i in 0..<count { target[i] = Operation.apply(a[i], right) }
    case (0, 1):
      let left = a.pointee
      for i in 0..<count { target[i] = Operation.apply(left, b[i]) }
    default:
      for i in 0..<count { target[i] = Operation.apply(a[i * strideA], b[i * strideB]) }
    }
  }
}
