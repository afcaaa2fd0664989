extension Tensor {
  /// The tensors joined along an existing `dimension`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func concatenated(_ tensors: [Tensor], _ dimension: Int = 0) -> Tensor {
    guard let first = tensors.first else { preconditionFailure("nothing to concatenate") }
    if tensors.count == 1 { return first }
    let dimension = first.normalized(dimension)
    var shape = first.shape
    let timer = KernelTimer("copy")
    defer { timer.stop() }
    for tensor in tensors.dropFirst() {
      precondition(tensor.rank == shape.count, "cannot join \(first.shape) and \(tensor.shape)")
      for other in shape.indices where other != dimension {
        precondition(
          tensor.shape[other] == shape[other], "cannot join \(first.shape) and \(tensor.shape)")
      }
      shape[dimension] += tensor.shape[dimension]
    }
    let result = Tensor(
      shape: shape, strides: contiguousStrides(shape), offset: 0,
      storage: TensorStorage(count: shape.reduce(1, *)))
    let outer = shape[..<dimension].reduce(1, *)
    let step = shape[dimension...].reduce(1, *)
    var start = 0
    for tensor in tensors {
      let source = tensor.contiguous()
      let width = outer == 0 ? 0 : source.count / outer
      if width > 0 {
        let (from, to) = (source.pointer, result.storage.base + start)
        parallelFor(outer, minimumPerTask: max(1, parallelGrain / width)) { rows in
          for row in rows { (to + row * step).update(from: from + row * width, count: width) }
        }
      }
      withExtendedLifetime(source) {}
      start += width
    }
    return result
  }

  /// Tensors of one shape joined along a new `dimension`.
  public static func stacked(_ tensors: [Tensor], _ dimension: Int = 0) -> Tensor {
    guard let first = tensors.first else { preconditionFailure("nothing to stack") }
    let index = dimension < 0 ? dimension + first.rank + 1 : dimension
    return concatenated(tensors.map { $0.unsqueezed(index) }, index)
  }

  /// The whole tensor repeated `times` along `dimension`: a b → a b a b.
  public func repeated(_ dimension: Int, _ times: Int) -> Tensor {
    let dimension = normalized(dimension)
    var wide = shape
    wide.insert(times, at: dimension)
    var newShape = shape
    newShape[dimension] *= times
    return unsqueezed(dimension).expanded(to: wide).reshaped(newShape)
  }

  /// The whole tensor repeated along every dimension, new leading ones included, as `Tensor.repeat`.
  public func tiled(_ times: [Int]) -> Tensor {
    var result = reshaped([Int](repeating: 1, count: times.count - rank) + shape)
    for (dimension, count) in times.enumerated() where count != 1 {
      result = result.repeated(dimension, count)
    }
    return result
  }

  /// Each index of `dimension` repeated `times` in place: a b → a a b b.
  public func repeatInterleaved(_ dimension: Int, _ times: Int) -> Tensor {
    let dimension = normalized(dimension)
    var wide = shape
    wide.insert(times, at: dimension + 1)
    var newShape = shape
    newShape[dimension] *= times
    return unsqueezed(dimension + 1).expanded(to: wide).reshaped(newShape)
  }

  /// A view with the indices of `dimension` in reverse order.
  public func flipped(_ dimension: Int) -> Tensor {
    let dimension = normalized(dimension)
    var strides = strides
    let last = Swift.max(0, shape[dimension] - 1)
    let start = offset + last * strides[dimension]
    strides[dimension] = -strides[dimension]
    return Tensor(shape: shape, strides: strides, offset: start, storage: storage)
  }

  /// The given indices of the first dimension, in the given order.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gathered(rows: [Int]) -> Tensor {
    let timer = KernelTimer("copy")
    defer { timer.stop() }
    let source = contiguous()
    let width = shape.dropFirst().reduce(1, *)
    let base = source.pointer
    precondition(rows.allSatisfy { $0 >= 0 && $0 < shape[0] }, "a row outside \(shape)")
    return Tensor(unsafeUninitialized: [rows.count] + shape.dropFirst()) { target in
      guard let target = target.baseAddress, width > 0 else { return }
      for (index, row) in rows.enumerated() {
        (target + index * width).update(from: base + row * width, count: width)
      }
      withExtendedLifetime(source) {}
    }
  }

  /// The given indices of `dimension`, in the given order, as `torch.index_select`.
  public func gathered(_ dimension: Int, _ indices: [Int]) -> Tensor {
    let dimension = normalized(dimension)
    return transposed(0, dimension).gathered(rows: indices).transposed(0, dimension)
  }

  /// The indices of `dimension` moved by `shift`, those that leave coming back at the other end.
  public func rolled(_ dimension: Int, by shift: Int) -> Tensor {
    let length = extent(dimension)
    guard length > 0 else { return self }
    let cut = ((-shift) % length + length) % length
    guard cut != 0 else { return self }
    return Tensor.concatenated(
      [narrowed(dimension, cut..<length), narrowed(dimension, 0..<cut)], dimension)
  }

  /// `dimension` cut into views of the given extents.
  public func split(_ extents: [Int], _ dimension: Int) -> [Tensor] {
    precondition(extents.reduce(0, +) == extent(dimension), "\(extents) do not fill \(shape)")
    var start = 0
    return extents.map { extent in
      defer { start += extent }
      return narrowed(dimension, start..<(start + extent))
    }
  }
}
