extension TorchGenerator {
  /// The elements of `torch.randint(low, high, (count,))`, int64, each in `range`.
  ///
  /// Ranges of 2²⁸ and more take 64 bits a value, smaller ones 32; the remainder is not unbiased.
  public func integers(in range: Range<Int>, count: Int) -> [Int] {
    precondition(!range.isEmpty, "random_ expects 'from' to be less than 'to'")
    let width = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))
    return withState { state in
      (0..<count).map { _ in
        let bits = width >= 1 << 28 ? state.engine.next64() : UInt64(state.engine.next32())
        return range.lowerBound &+ Int(truncatingIfNeeded: bits % width)
      }
    }
  }

  /// The elements of `torch.randperm(count)`.
  public func permutation(_ count: Int) -> [Int] {
    withState { state in
      var order = Array(0..<count)
      for index in order.indices.dropLast() {
        let offset = Int(state.engine.next32()) % (count - index)
        order.swapAt(index, index + offset)
      }
      return order
    }
  }
}
