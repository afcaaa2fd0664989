extension Tensor {
  /// `Operation` of the elements of two tensors, broadcast to a common shape: in place of one of them that
  /// has the shape, if nothing else uses its storage.
  @inline(__always)
  static func combined<Operation: BinaryOperation<Scalar>>(
    _ lhs: consuming Tensor, _ rhs: consuming Tensor, _: Operation.Type
  ) -> Tensor {
    if rhs.count == 1 && rhs.rank <= lhs.rank {
      return lhs.mapped(WithRight<Operation>(right: rhs.item))
    }
    if lhs.count == 1 && lhs.rank <= rhs.rank {
      return rhs.mapped(WithLeft<Operation>(left: lhs.item))
    }
    let timer = KernelTimer("elementwise")
    defer { timer.stop() }
    let shape = broadcastShape(lhs.shape, rhs.shape)
    let isPlain = lhs.shape == rhs.shape && lhs.isContiguous && rhs.isContiguous
    let result =
      if lhs.canBecome(shape) { copy lhs } else if rhs.canBecome(shape) { copy rhs } else {
        Tensor(
          shape: shape, strides: contiguousStrides(shape), offset: 0,
          storage: TensorStorage(count: shape.reduce(1, *)))
      }
    let target = result.storage.base + result.offset
    let (left, right) = (lhs.pointer, rhs.pointer)
    if isPlain {
      parallelFor(result.count, minimumPerTask: parallelGrain) { range in
        let start = range.lowerBound
        combineRow(target + start, left + start, 1, right + start, 1, range.count, Operation.self)
      }
    } else {
      let plan = BroadcastPlan(
        shape: shape, a: broadcastStrides(lhs.shape, lhs.strides, to: shape),
        b: broadcastStrides(rhs.shape, rhs.strides, to: shape))
      combineRows(plan, target, left, right, Operation.self)
    }
    withExtendedLifetime((lhs, rhs)) {}
    return result
  }

  /// Replaces each element by `Operation` of it and another tensor's, in place if the shape remains and
  /// nothing else uses the storage.
  @inline(__always)
  mutating func combine<Operation: BinaryOperation<Scalar>>(
    _ rhs: consuming Tensor, _: Operation.Type
  ) {
    self = Self.combined(consume self, rhs, Operation.self)
  }

  /// Whether a result of the shape `shape` can take the place of this tensor's elements.
  @inline(__always)
  private mutating func canBecome(_ shape: [Int]) -> Bool {
    self.shape == shape && isContiguous && isUniquelyOwned()
  }

  @inline(__always)
  private static func combineRows<Operation: BinaryOperation<Scalar>>(
    _ plan: BroadcastPlan, _ target: UnsafeMutablePointer<Scalar>, _ left: UnsafePointer<Scalar>,
    _ right: UnsafePointer<Scalar>, _: Operation.Type
  ) {
    let extent = plan.inner.extent
    guard extent > 0 && plan.rows > 0 else { return }
    parallelFor(plan.rows, minimumPerTask: max(1, parallelGrain / extent)) { range in
      plan.forEachRow(range) { row, a, b in
        combineRow(
          target + row * extent, left + a, plan.inner.a, right + b, plan.inner.b, extent,
          Operation.self)
      }
    }
  }

  /// One row; either operand may be the target.
  @inline(__always)
  private static func combineRow<Operation: BinaryOperation<Scalar>>(
    _ target: UnsafeMutablePointer<Scalar>, _ a: UnsafePointer<Scalar>, _ strideA: Int,
    _ b: UnsafePointer<Scalar>, _ strideB: Int, _ count: Int, _: Operation.Type
  ) {
    switch (strideA, strideB) {
    case (1, 1):
      if b == UnsafePointer(target) {
        mapRow(b, target, count) { Operation.apply(a[$0], $1) }
      } else {
        mapRow(a, target, count) { Operation.apply($1, b[$0]) }
      }
    case (1, 0):
      let right = b.pointee
      mapRow(a, target, count) { Operation.apply($1, right) }
    case (0, 1):
      let left = a.pointee
      mapRow(b, target, count) { Operation.apply(left, $1) }
    default:
      for i in 0..<count { target[i] = Operation.apply(a[i * strideA], b[i * strideB]) }
    }
  }
}
