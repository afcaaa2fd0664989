extension Tensor {
  /// `count` numbers from `start` to `end`, evenly spaced, computed from the nearer end as
  /// `torch.linspace` does.
  public static func linspace(_ start: Scalar, _ end: Scalar, _ count: Int) -> Tensor {
    guard count != 1 else { return Tensor([start]) }
    let step = (end - start) / Scalar(count - 1)
    return Tensor(
      (0..<count).map { index in
        index < count / 2
          ? start + step * Scalar(index) : end - step * Scalar(count - 1 - index)
      })
  }

  /// The numbers from `start` up to but not including `end` in steps of `step`, as `torch.arange`.
  public static func arange(_ start: Scalar, _ end: Scalar, step: Scalar = 1) -> Tensor {
    let count = Int(((Double(end) - Double(start)) / Double(step)).rounded(.up))
    return Tensor((0..<Swift.max(0, count)).map { start + Scalar($0) * step })
  }

  /// 0, 1, … `count` - 1.
  public static func arange(_ count: Int) -> Tensor {
    Tensor((0..<count).map { Scalar($0) })
  }

  /// A tensor without dimensions that holds `value`.
  public init(scalar value: Scalar) {
    self.init([value], shape: [])
  }

  /// The same numbers in the other precision, or this tensor if the type is the same.
  public func converted<Other: TensorScalar>(to type: Other.Type) -> Tensor<Other> {
    if let same = self as? Tensor<Other> { return same }
    return withContiguous { source in
      Tensor<Other>(unsafeUninitialized: shape) { target in
        for index in source.indices { target[index] = Other(source[index]) }
      }
    }
  }

  /// A matrix with 1 on the diagonal and 0 elsewhere.
  public static func identity(_ size: Int) -> Tensor {
    Tensor(unsafeUninitialized: [size, size]) { target in
      target.initialize(repeating: 0)
      for index in 0..<size { target[index * size + index] = 1 }
    }
  }

  /// The part of the last two dimensions on and below diagonal number `diagonal`, 0 above, as `torch.tril`.
  public func lowerTriangle(diagonal: Int = 0) -> Tensor {
    triangle { $1 <= $0 + diagonal }
  }

  /// The part of the last two dimensions on and above diagonal number `diagonal`, 0 below, as `torch.triu`.
  public func upperTriangle(diagonal: Int = 0) -> Tensor {
    triangle { $1 >= $0 + diagonal }
  }

  private func triangle(_ keeps: (_ row: Int, _ column: Int) -> Bool) -> Tensor {
    let (rows, columns) = (extent(-2), extent(-1))
    return withContiguous { source in
      Tensor(unsafeUninitialized: shape) { target in
        for index in source.indices {
          let keep = keeps(index / columns % rows, index % columns)
          target[index] = keep ? source[index] : 0
        }
      }
    }
  }
}
