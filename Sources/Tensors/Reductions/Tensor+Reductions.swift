extension Tensor {
  /// The sum of all elements.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func sum() -> Scalar {
    withContiguous { row in
      guard let base = row.baseAddress else { return 0 }
      return pairwiseSum(row.count) { base[$0] }
    }
  }

  /// The mean of all elements.
  public func mean() -> Scalar { sum() / Scalar(count) }

  /// The sums over `dimensions`, which become 1 or go away.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func sum(_ dimensions: [Int], keepDimensions: Bool = false) -> Tensor {
    reducedRows(dimensions, keepDimensions) { row, count in pairwiseSum(count) { row[$0] } }
  }

  /// The means over `dimensions`, which become 1 or go away.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func mean(_ dimensions: [Int], keepDimensions: Bool = false) -> Tensor {
    reducedRows(dimensions, keepDimensions) { row, count in
      pairwiseSum(count) { row[$0] } / Scalar(count)
    }
  }

  /// The variances over `dimensions`: Σ(x - mean)² / (n - 1), or / n if not `unbiased`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func variance(
    _ dimensions: [Int], unbiased: Bool = true, keepDimensions: Bool = false
  ) -> Tensor {
    reducedRows(dimensions, keepDimensions) { row, count in
      let mean = pairwiseSum(count) { row[$0] } / Scalar(count)
      let squares = pairwiseSum(count) { (index: Int) -> Scalar in
        let distance = row[index] - mean
        return distance * distance
      }
      return squares / Scalar(unbiased ? max(0, count - 1) : count)
    }
  }

  /// The standard deviations over `dimensions`.
  public func standardDeviation(
    _ dimensions: [Int], unbiased: Bool = true, keepDimensions: Bool = false
  ) -> Tensor {
    variance(dimensions, unbiased: unbiased, keepDimensions: keepDimensions).sqrt()
  }

  /// The largest elements along `dimensions`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func maximum(_ dimensions: [Int], keepDimensions: Bool = false) -> Tensor {
    reducedRows(dimensions, keepDimensions) { torchMaximum($0, $1) }
  }

  /// The smallest elements along `dimensions`.
  public func minimum(_ dimensions: [Int], keepDimensions: Bool = false) -> Tensor {
    -(-self).maximum(dimensions, keepDimensions: keepDimensions)
  }

  /// The largest element, NaN if one is NaN.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func maximum() -> Scalar {
    withContiguous { row in
      guard let base = row.baseAddress else { return -.infinity }
      return torchMaximum(base, row.count)
    }
  }

  /// The smallest element, NaN if one is NaN.
  public func minimum() -> Scalar { -(-self).maximum() }

  /// The largest magnitude, 0 for an empty tensor.
  public func maxAbs() -> Scalar { count == 0 ? 0 : self.abs().maximum() }

  /// Whether no element is infinite or NaN.
  public var isFinite: Bool { isEverywhereFinite() }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func isEverywhereFinite() -> Bool {
    withContiguous { row in
      guard let base = row.baseAddress else { return true }
      // 0 times a finite number is 0; anything else makes the sum NaN.
      return pairwiseSum(row.count) { base[$0] * 0 } == 0
    }
  }

  /// The index of the first largest element along `dimension`, one per remaining position.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func argmax(_ dimension: Int = -1) -> [Int] {
    let rows = withLast([normalized(dimension)]).contiguous()
    let length = extent(dimension)
    return rows.withContiguous { elements in
      (0..<(elements.count / max(1, length))).map { row in
        let values = elements[(row * length)..<((row + 1) * length)]
        var best = values.startIndex
        for index in values.indices
        where elements[index] > elements[best]
          || (elements[index].isNaN && !elements[best].isNaN)
        {
          best = index
        }
        return best - values.startIndex
      }
    }
  }

  /// A view with `dimensions` behind all the others.
  func withLast(_ dimensions: [Int]) -> Tensor {
    permuted(shape.indices.filter { !dimensions.contains($0) } + dimensions)
  }

  @inline(__always)
  private func reducedRows(
    _ dimensions: [Int], _ keepDimensions: Bool,
    _ reduce: (UnsafePointer<Scalar>, Int) -> Scalar
  ) -> Tensor {
    let timer = KernelTimer("reduce")
    defer { timer.stop() }
    let reduced = dimensions.map(normalized).sorted()
    let length = reduced.reduce(1) { $0 * shape[$1] }
    var newShape = shape
    for dimension in reduced.reversed() {
      if keepDimensions { newShape[dimension] = 1 } else { newShape.remove(at: dimension) }
    }
    let source = withLast(reduced).contiguous()
    let input = source.pointer
    let result = Tensor(
      shape: newShape, strides: Self.contiguousStrides(newShape), offset: 0,
      storage: TensorStorage(count: newShape.reduce(1, *)))
    let target = result.storage.base
    parallelFor(result.count, minimumPerTask: max(1, parallelGrain / max(1, length))) { rows in
      for row in rows { target[row] = reduce(input + row * length, length) }
    }
    withExtendedLifetime(source) {}
    return result
  }
}
