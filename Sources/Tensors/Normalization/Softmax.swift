extension Tensor {
  /// eˣ / Σ eˣ along `dimension`, as `torch.softmax`: a row of -∞ gives NaN.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func softmax(_ dimension: Int = -1) -> Tensor {
    let dimension = normalized(dimension)
    if dimension != rank - 1 {
      return transposed(dimension, rank - 1).softmax().transposed(dimension, rank - 1)
    }
    let timer = KernelTimer("softmax")
    defer { timer.stop() }
    let source = contiguous()
    let result = source.uninitializedLike()
    let length = shape[dimension]
    guard count > 0 else { return result }
    let (input, target) = (source.pointer, result.storage.base)
    parallelFor(count / length, minimumPerTask: max(1, parallelGrain / 8 / length)) { rows in
      for row in rows {
        softmaxRow(input + row * length, target + row * length, length)
      }
    }
    withExtendedLifetime(source) {}
    return result
  }
}

@inline(__always)
private func softmaxRow<Scalar: TensorScalar>(
  _ input: UnsafePointer<Scalar>, _ target: UnsafeMutablePointer<Scalar>, _ count: Int
) {
  let peak = rowMaximum(input, count)
  for i in 0..<count { target[i] = .kernelBoundedExp(input[i] - peak) }
  let total = pairwiseSum(count) { target[$0] }
  let scale = 1 / total
  for i in 0..<count { target[i] *= scale }
}
