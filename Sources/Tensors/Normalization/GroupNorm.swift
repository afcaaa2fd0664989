/// What a normalisation applies to its result in the same pass.
public enum NormActivation: Sendable {
  /// Nothing.
  case none
  /// x · sigmoid(x).
  case silu
}

/// Normalises each of `groups` groups of channels of x [N, C, ...] to mean 0 and variance 1, then scales by
/// `weight` [C] and shifts by `bias` [C], as `torch.nn.functional.group_norm` (Wu & He 2018). In place if
/// nothing else uses the storage of x.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func groupNorm<Scalar>(
  _ x: consuming Tensor<Scalar>, groups: Int, weight: Tensor<Scalar>? = nil,
  bias: Tensor<Scalar>? = nil,
  eps: Scalar, activation: NormActivation = .none
) -> Tensor<Scalar> {
  let eps = KernelFault.epsilon(eps)
  let timer = KernelTimer("groupNorm")
  defer { timer.stop() }
  let channels = x.extent(1)
  precondition(channels % groups == 0, "\(groups) groups do not divide \(x.shape)")
  let (source, result) = x.sourceAndResult()
  guard source.count > 0 else { return result }
  let scale = weight?.contiguous()
  let shift = bias?.contiguous()
  let plane = source.count / (source.shape[0] * channels)
  let perGroup = channels / groups
  let length = perGroup * plane
  let (input, target) = (source.pointer, result.storage.base + result.offset)
  let (scales, shifts) = (scale?.pointer, shift?.pointer)
  parallelFor(source.shape[0] * groups, minimumPerTask: max(1, parallelGrain / 4 / length)) {
    range in
    for group in range {
      let start = group * length
      let (mean, inverse) = moments(input + start, length, eps)
      let firstChannel = group % groups * perGroup
      for channel in 0..<perGroup {
        let factor = inverse * (scales?[firstChannel + channel] ?? 1)
        let offset = (shifts?[firstChannel + channel] ?? 0) - mean * factor
        let from = input + start + channel * plane
        let to = target + start + channel * plane
        switch activation {
        case .none: mapRow(from, to, plane) { offset.addingProduct($1, factor) }
        case .silu:
          let silu = SiLU<Scalar>()
          mapRow(from, to, plane) { silu(offset.addingProduct($1, factor)) }
        }
      }
    }
  }
  withExtendedLifetime((source, scale, shift)) {}
  return result
}

/// The mean of a row and 1 / √(variance + eps).
@inline(__always)
func moments<Scalar: TensorScalar>(
  _ row: UnsafePointer<Scalar>, _ count: Int, _ eps: Scalar
) -> (mean: Scalar, inverse: Scalar) {
  let mean = pairwiseSum(count) { row[$0] } / Scalar(count)
  let squares = pairwiseSum(count) { (index: Int) -> Scalar in
    let distance = row[index] - mean
    return distance * distance
  }
  return (mean, 1 / (squares / Scalar(count) + eps).squareRoot())
}
