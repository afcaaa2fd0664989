extension Tensor {
  /// `Operation` of the elements of two tensors, broadcast to a common shape.
  @inline(__always)
  static func combined<Operation: BinaryOperation<Scalar>>(
    _ lhs: Tensor, _ rhs: Tensor, _: Operation.Type
  ) -> Tensor {
    let timer = KernelTimer("elementwise")
    defer { timer.stop() }
    if lhs.shape == rhs.shape && lhs.isContiguous && rhs.isContiguous {
      let result = lhs.uninitializedLike()
      let (target, left, right) = (result.storage.base, lhs.pointer, rhs.pointer)
      parallelFor(rhs.count, minimumPerTask: parallelGrain) { range in
        for i in range { target[i] = Operation.apply(left[i], right[i]) }
      }
      withExtendedLifetime((lhs, rhs)) {}
      return result
    }
    if rhs.count == 1 && rhs.rank <= lhs.rank {
      return lhs.mapped(WithRight<Operation>(right: rhs.item))
    }
    if lhs.count == 1 && lhs.rank <= rhs.rank {
      return rhs.mapped(WithLeft<Operation>(left: lhs.item))
    }
    return combinedBroadcast(lhs, rhs, Operation.self)
  }

  /// Replaces each element by `Operation` of it and another tensor's, in place if the shapes agree and
  /// nothing else uses the storage.
  @inline(__always)
  mutating func combine<Operation: BinaryOperation<Scalar>>(_ rhs: Tensor, _: Operation.Type) {
    guard shape == rhs.shape, isContiguous, rhs.isContiguous, isUniquelyOwned() else {
      self = Self.combined(self, rhs, Operation.self)
      return
    }
    let timer = KernelTimer("elementwise")
    defer { timer.stop() }
    let (target, right) = (storage.base + offset, rhs.pointer)
    parallelFor(count, minimumPerTask: parallelGrain) { range in
      for i in range { target[i] = Operation.apply(target[i], right[i]) }
    }
    withExtendedLifetime(rhs) {}
  }

  @inline(__always)
  private static func combinedBroadcast<Operation: BinaryOperation<Scalar>>(
    _ lhs: Tensor, _ rhs: Tensor, _: Operation.Type
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
