/// Normalises each run of `size` elements (the last dimension, or the last few together) to mean 0 and
/// variance 1, then scales by `weight` and shifts by `bias`, as `torch.nn.functional.layer_norm` (Ba et al. 2016).
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func layerNorm<Scalar>(
  _ x: Tensor<Scalar>, size: Int, weight: Tensor<Scalar>? = nil, bias: Tensor<Scalar>? = nil,
  eps: Scalar
) -> Tensor<Scalar> {
  let eps = KernelFault.epsilon(eps)
  let timer = KernelTimer("layerNorm")
  defer { timer.stop() }
  return normalizedRows(x, size, weight, bias) { row, count in moments(row, count, eps) }
}

/// Divides each run along the last dimension by its root mean square, then scales by `weight`
/// (Zhang & Sennrich 2019).
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func rmsNorm<Scalar>(
  _ x: Tensor<Scalar>, weight: Tensor<Scalar>? = nil, eps: Scalar
) -> Tensor<Scalar> {
  let eps = KernelFault.epsilon(eps)
  let timer = KernelTimer("rmsNorm")
  defer { timer.stop() }
  return normalizedRows(x, x.extent(-1), weight, nil) { row, count in
    let squares = pairwiseSum(count) { row[$0] * row[$0] }
    return (0, 1 / (squares / Scalar(count) + eps).squareRoot())
  }
}

/// (x - mean) · inverse · weight + bias for each row, with the moments that `moments` finds.
@inline(__always)
private func normalizedRows<Scalar: TensorScalar>(
  _ x: Tensor<Scalar>, _ size: Int, _ weight: Tensor<Scalar>?, _ bias: Tensor<Scalar>?,
  _ moments: (UnsafePointer<Scalar>, Int) -> (mean: Scalar, inverse: Scalar)
) -> Tensor<Scalar> {
  let source = x.contiguous()
  let result = source.uninitializedLike()
  guard x.count > 0 else { return result }
  let scale = weight?.contiguous()
  let shift = bias?.contiguous()
  let (input, target) = (source.pointer, result.storage.base)
  let (scales, shifts) = (scale?.pointer, shift?.pointer)
  parallelFor(x.count / size, minimumPerTask: max(1, parallelGrain / 4 / size)) { rows in
    for row in rows {
      let from = input + row * size
      let to = target + row * size
      let (mean, inverse) = moments(from, size)
      if let scales, let shifts {
        for i in 0..<size { to[i] = ((from[i] - mean) * inverse) * scales[i] + shifts[i] }
      } else if let scales {
        for i in 0..<size { to[i] = ((from[i] - mean) * inverse) * scales[i] }
      } else {
        for i in 0..<size { to[i] = (from[i] - mean) * inverse + (shifts?[i] ?? 0) }
      }
    }
  }
  withExtendedLifetime((source, scale, shift)) {}
  return result
}
