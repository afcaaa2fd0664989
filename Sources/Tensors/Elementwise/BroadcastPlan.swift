/// The shape that tensors of shapes `a` and `b` broadcast to, by the rules of NumPy and torch.
func broadcastShape(_ a: [Int], _ b: [Int]) -> [Int] {
  if a == b { return a }
  let (long, short) = a.count >= b.count ? (a, b) : (b, a)
  var shape = long
  let lead = long.count - short.count
  for dimension in short.indices {
    let x = long[lead + dimension]
    let y = short[dimension]
    precondition(x == y || x == 1 || y == 1, "cannot broadcast \(a) and \(b)")
    shape[lead + dimension] = x == 1 ? y : x
  }
  return shape
}

/// Strides of a tensor seen as `target`, 0 along broadcast dimensions.
func broadcastStrides(_ shape: [Int], _ strides: [Int], to target: [Int]) -> [Int] {
  let lead = target.count - shape.count
  var result = [Int](repeating: 0, count: target.count)
  for dimension in shape.indices where shape[dimension] == target[lead + dimension] {
    result[lead + dimension] = shape[dimension] == 1 ? 0 : strides[dimension]
  }
  return result
}

/// A walk over a shape with two strided operands: neighbouring dimensions that both operands pass in
/// one stride are merged, so that the innermost loop is as long as it can be.
struct BroadcastPlan {
  /// The merged extents without the innermost one, and both operands' strides along them.
  private(set) var outer: [(extent: Int, a: Int, b: Int)] = []
  /// The length of the innermost loop and the operands' strides in it.
  private(set) var inner = (extent: 1, a: 0, b: 0)
  /// How often the innermost loop runs.
  private(set) var rows = 1

  init(shape: [Int], a: [Int], b: [Int]) {
    outer.reserveCapacity(shape.count)
    for dimension in shape.indices where shape[dimension] != 1 {
      let next = (extent: shape[dimension], a: a[dimension], b: b[dimension])
      if let last = outer.last, last.a == next.a * next.extent, last.b == next.b * next.extent {
        outer[outer.count - 1] = (last.extent * next.extent, next.a, next.b)
      } else {
        outer.append(next)
      }
    }
    if let last = outer.popLast() { inner = last }
    for dimension in outer { rows *= dimension.extent }
  }

  /// Calls `body` for each row of `range` with the row's number and both operands' offsets.
  @inline(__always)
  func forEachRow(_ range: Range<Int>, _ body: (_ row: Int, _ a: Int, _ b: Int) -> Void) {
    if outer.isEmpty {
      for row in range { body(row, 0, 0) }
    } else if outer.count == 1 {
      let (_, a, b) = outer[0]
      for row in range { body(row, row * a, row * b) }
    } else {
      walk(range, body)
    }
  }

  @inline(__always)
  private func walk(_ range: Range<Int>, _ body: (_ row: Int, _ a: Int, _ b: Int) -> Void) {
    var index = [Int](repeating: 0, count: outer.count)
    var (a, b) = (0, 0)
    var rest = range.lowerBound
    for dimension in outer.indices.reversed() {
      let (extent, strideA, strideB) = outer[dimension]
      index[dimension] = rest % extent
      rest /= extent
      a += index[dimension] * strideA
      b += index[dimension] * strideB
    }
    for row in range {
      body(row, a, b)
      for dimension in outer.indices.reversed() {
        let (extent, strideA, strideB) = outer[dimension]
        index[dimension] += 1
        a += strideA
        b += strideB
        if index[dimension] < extent { break }
        a -= extent * strideA
        b -= extent * strideB
        index[dimension] = 0
      }
    }
  }
}
