extension Tensor {
  /// The same elements in row-major order: `self`, or a copy if this is a view with gaps.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func contiguous() -> Tensor {
    guard !isContiguous else { return self }
    let timer = KernelTimer("copy")
    defer { timer.stop() }
    return Tensor(unsafeUninitialized: shape) { buffer in
      copyStrided(from: storage.base + offset, to: buffer, shape: shape, strides: strides)
    }
  }

  /// The elements in row-major order under another shape; one extent may be -1, to be inferred.
  public func reshaped(_ newShape: [Int]) -> Tensor {
    var resolved = newShape
    if let open = newShape.firstIndex(of: -1) {
      resolved[open] = 1
      let rest = resolved.reduce(1, *)
      resolved[open] = rest == 0 ? 0 : count / rest
    }
    precondition(resolved.reduce(1, *) == count, "cannot reshape \(shape) to \(newShape)")
    let source = contiguous()
    return Tensor(
      shape: resolved, strides: Self.contiguousStrides(resolved), offset: source.offset,
      storage: source.storage)
  }

  /// A view with the dimensions in the given order.
  public func permuted(_ order: [Int]) -> Tensor {
    precondition(order.sorted() == Array(shape.indices), "\(order) is no order of \(shape)")
    return Tensor(
      shape: order.map { shape[$0] }, strides: order.map { strides[$0] }, offset: offset,
      storage: storage)
  }

  /// A view with two dimensions exchanged.
  public func transposed(_ first: Int, _ second: Int) -> Tensor {
    var order = Array(shape.indices)
    order.swapAt(normalized(first), normalized(second))
    return permuted(order)
  }

  /// A view of the part `range` of `dimension`.
  public func narrowed(_ dimension: Int, _ range: Range<Int>) -> Tensor {
    let dimension = normalized(dimension)
    precondition(
      range.lowerBound >= 0 && range.upperBound <= shape[dimension],
      "\(range) leaves dimension \(dimension) of \(shape)")
    var shape = shape
    shape[dimension] = range.count
    return Tensor(
      shape: shape, strides: strides, offset: offset + range.lowerBound * strides[dimension],
      storage: storage)
  }

  /// A view of one index of `dimension`, which goes away.
  public func selected(_ dimension: Int, _ index: Int) -> Tensor {
    narrowed(dimension, index..<(index + 1)).squeezed(dimension)
  }

  /// A view of one index of the first dimension, which goes away.
  public subscript(index: Int) -> Tensor { selected(0, index) }

  /// A view of a range of the first dimension.
  public subscript(range: Range<Int>) -> Tensor { narrowed(0, range) }

  /// A view without `dimension`, whose extent must be 1.
  public func squeezed(_ dimension: Int) -> Tensor {
    let dimension = normalized(dimension)
    precondition(shape[dimension] == 1, "dimension \(dimension) of \(shape) is not 1")
    var shape = shape
    var strides = strides
    shape.remove(at: dimension)
    strides.remove(at: dimension)
    return Tensor(shape: shape, strides: strides, offset: offset, storage: storage)
  }

  /// A view with a new dimension of extent 1 in front of `dimension` (-1: behind the last one).
  public func unsqueezed(_ dimension: Int) -> Tensor {
    let index = dimension < 0 ? dimension + rank + 1 : dimension
    var shape = shape
    var strides = strides
    shape.insert(1, at: index)
    strides.insert(0, at: index)
    return Tensor(shape: shape, strides: strides, offset: offset, storage: storage)
  }

  /// A view in which dimensions of extent 1, and missing leading ones, repeat to fill `newShape`.
  public func expanded(to newShape: [Int]) -> Tensor {
    precondition(newShape.count >= rank, "cannot expand \(shape) to \(newShape)")
    let lead = newShape.count - rank
    var newStrides = [Int](repeating: 0, count: newShape.count)
    for dimension in shape.indices {
      let target = newShape[lead + dimension]
      precondition(
        shape[dimension] == target || shape[dimension] == 1,
        "cannot expand \(shape) to \(newShape)")
      newStrides[lead + dimension] = shape[dimension] == target ? strides[dimension] : 0
    }
    return Tensor(shape: newShape, strides: newStrides, offset: offset, storage: storage)
  }

  /// The dimensions `first...last` merged into one.
  public func flattened(_ first: Int = 0, _ last: Int = -1) -> Tensor {
    let range = normalized(first)...normalized(last)
    return reshaped(
      shape[..<range.lowerBound] + [shape[range].reduce(1, *)] + shape[(range.upperBound + 1)...])
  }

  /// `dimension` cut into `parts` views of equal extent, as `torch.chunk` does for a divisible extent.
  public func chunked(_ parts: Int, _ dimension: Int) -> [Tensor] {
    let extent = extent(dimension)
    precondition(extent % parts == 0, "\(shape) has no \(parts) equal parts")
    let step = extent / parts
    return (0..<parts).map { narrowed(dimension, ($0 * step)..<(($0 + 1) * step)) }
  }
}
