/// The larger of each pair of elements, broadcasting; NaN if either is NaN.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func maximum<Scalar>(_ a: consuming Tensor<Scalar>, _ b: Tensor<Scalar>) -> Tensor<Scalar> {
  Tensor.combined(a, b, Larger<Scalar>.self)
}

/// The smaller of each pair of elements, broadcasting; NaN if either is NaN.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func minimum<Scalar>(_ a: consuming Tensor<Scalar>, _ b: Tensor<Scalar>) -> Tensor<Scalar> {
  Tensor.combined(a, b, Smaller<Scalar>.self)
}

extension Tensor {
  /// The elements of `a` where `condition` is not 0, those of `b` elsewhere, broadcasting.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func `where`(condition: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    let shape = broadcastShape(condition.shape, broadcastShape(a.shape, b.shape))
    let c = condition.expanded(to: shape).contiguous()
    let x = a.expanded(to: shape).contiguous()
    let y = b.expanded(to: shape).contiguous()
    let result = Tensor(
      shape: shape, strides: contiguousStrides(shape), offset: 0,
      storage: TensorStorage(count: shape.reduce(1, *)))
    let target = result.storage.base
    let (choice, first, second) = (c.pointer, x.pointer, y.pointer)
    parallelFor(result.count, minimumPerTask: parallelGrain) { range in
      for i in range { target[i] = choice[i] != 0 ? first[i] : second[i] }
    }
    withExtendedLifetime((c, x, y)) {}
    return result
  }

  /// The elements of `a` where `condition` is not 0, `b` elsewhere, broadcasting.
  public static func `where`(condition: Tensor, _ a: Tensor, _ b: Scalar) -> Tensor {
    `where`(condition: condition, a, Tensor([b], shape: []))
  }

  /// `a` where `condition` is not 0, the elements of `b` elsewhere, broadcasting.
  public static func `where`(condition: Tensor, _ a: Scalar, _ b: Tensor) -> Tensor {
    `where`(condition: condition, Tensor([a], shape: []), b)
  }

  /// `a` where `condition` is not 0, `b` elsewhere.
  public static func `where`(condition: Tensor, _ a: Scalar, _ b: Scalar) -> Tensor {
    `where`(condition: condition, Tensor([a], shape: []), Tensor([b], shape: []))
  }

  /// `value` where `mask` is not 0, this tensor's elements elsewhere, as `torch.masked_fill`.
  public func maskedFill(_ mask: Tensor, _ value: Scalar) -> Tensor {
    Tensor.where(condition: mask, value, self)
  }
}
