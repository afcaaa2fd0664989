/// Normalises each run of `size` elements (the last dimension, or the last few together) to mean 0 and
/// variance 1, then scales by `weight` and shifts by `bias`, as `torch.nn.functional.layer_norm` (Ba et al. 2016).
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func layerNorm<Scalar>(
  _ x: consuming Tensor<Scalar>, size: Int, weight: Tensor<Scalar>? = nil,
  bias: Tensor<Scalar>? = nil,
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
  _ x: consuming Tensor<Scalar>, weight: Tensor<Scalar>? = nil, eps: Scalar
) -> Tensor<Scalar> {
  let eps = KernelFault.epsilon(eps)
  let timer = KernelTimer("rmsNorm")
  defer { timer.stop() }
  let size = x.extent(-1)
  return normalizedRows(x, size, weight, nil) { row, count in
    let squares = pairwiseSum(count) { row[$0] * row[$0] }
    return (0, 1 / (squares / Scalar(count) + eps).squareRoot())
  }
}

/// (x - mean) · inverse · weight + bias for each row, with the moments that `moments` finds: in place if
/// nothing else uses the storage.
@inline(__always)
private func normalizedRows<Scalar: TensorScalar>(
  _ x: consuming Tensor<Scalar>, _ size: Int, _ weight: Tensor<Scalar>?, _ bias: Tensor<Scalar>?,
  _ moments: (UnsafePointer<Scalar>, Int) -> (mean: Scalar, inverse: Scalar)
) -> Tensor<Scalar> {
  let (source, result) = x.sourceAndResult()
  guard source.count > 0 else { return result }
  let scale = weight?.contiguous()
  let shift = bias?.contiguous()
  let (input, target) = (source.pointer, result.storage.base + result.offset)
  let (scales, shifts) = (scale?.pointer, shift?.pointer)
  parallelFor(source.count / size, minimumPerTask: max(1, parallelGrain / 4 / size)) { rows in
    for row in rows {
      let from = input + row * size
      let to = target + row * size
      let (mean, inverse) = moments(from, size)
      if let scales, let shifts {
        mapRow(from, to, size) { (($1 - mean) * inverse) * scales[$0] + shifts[$0] }
      } else if let scales {
        mapRow(from, to, size) { (($1 - mean) * inverse) * scales[$0] }
      } else {
        mapRow(from, to, size) { ($1 - mean) * inverse + (shifts?[$0] ?? 0) }
      }
    }
  }
  withExtendedLifetime((source, scale, shift)) {}
  return result
}
