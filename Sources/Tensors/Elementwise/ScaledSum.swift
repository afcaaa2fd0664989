/// Σ cᵢ · xᵢ over tensors of one shape, in one pass, added from left to right.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
public func scaledSum<Scalar>(_ terms: [(Scalar, Tensor<Scalar>)]) -> Tensor<Scalar> {
  guard let (firstScale, firstTensor) = terms.first else {
    preconditionFailure("a scaled sum needs at least one term")
  }
  let timer = KernelTimer("elementwise")
  defer { timer.stop() }
  let sources = terms.map { $0.1.contiguous() }
  precondition(
    sources.allSatisfy { $0.shape == firstTensor.shape }, "a scaled sum needs equal shapes")
  let pointers = sources.map(\.pointer)
  let scales = terms.map(\.0)
  let result = sources[0].uninitializedLike()
  let target = result.storage.base
  let first = pointers[0]
  parallelFor(result.count, minimumPerTask: parallelGrain / terms.count) { range in
    // In pieces that stay in the first-level cache between the terms.
    for start in stride(from: range.lowerBound, to: range.upperBound, by: 2048) {
      let piece = start..<min(start + 2048, range.upperBound)
      for i in piece { target[i] = firstScale * first[i] }
      for term in 1..<max(1, scales.count) {
        let scale = scales[term]
        let source = pointers[term]
        for i in piece { target[i] += scale * source[i] }
      }
    }
  }
  withExtendedLifetime(sources) {}
  return result
}
