extension Tensor {
  /// The running product of a vector, accumulated in double precision as torch does on the CPU.
  public func cumulativeProduct() -> Tensor { scanned(1) { $0 * $1 } }

  /// The running sum of a vector, accumulated in double precision as torch does on the CPU.
  public func cumulativeSum() -> Tensor { scanned(0) { $0 + $1 } }

  private func scanned(_ start: Double, _ step: (Double, Double) -> Double) -> Tensor {
    precondition(rank == 1, "a scan needs a vector, not \(shape)")
    var state = start
    return Tensor(
      values.map { value in
        state = step(state, Double(value))
        return Scalar(state)
      })
  }

  /// The `fraction` quantile of each row (the last dimension), interpolated linearly between the two
  /// nearest elements as `torch.quantile` does; a row with NaN gives NaN.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func quantile(_ fraction: Scalar) -> Tensor {
    let length = extent(-1)
    precondition(length > 0 && fraction >= 0 && fraction <= 1, "no such quantile")
    let position = fraction * Scalar(length - 1)
    let lower = Int(position.rounded(.down))
    let upper = Swift.min(lower + 1, length - 1)
    let weight = position - Scalar(lower)
    let all = values
    let results = (0..<(all.count / length)).map { row -> Scalar in
      var sorted = Array(all[(row * length)..<((row + 1) * length)])
      if sorted.contains(where: \.isNaN) { return .nan }
      sorted.sort()
      let (a, b) = (sorted[lower], sorted[upper])
      return weight < 0.5 ? a + weight * (b - a) : b - (b - a) * (1 - weight)
    }
    return Tensor(results, shape: Array(shape.dropLast()))
  }
}
