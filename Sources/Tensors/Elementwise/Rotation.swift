extension Tensor {
  /// Neighbouring features (a, b) turned to (a · cos - b · sin, b · cos + a · sin), in place if nothing else
  /// uses the storage.
  ///
  /// - Parameters:
  ///   - cosines: `[L, D]`, for a tensor `[N, L, heads, D]` with an even D.
  ///   - sines: `[L, D]`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func rotated(cosines: Tensor, sines: Tensor) -> Tensor {
    precondition(
      rank == 4 && extent(3) % 2 == 0 && cosines.shape == [extent(1), extent(3)]
        && sines.shape == cosines.shape, "\(shape) cannot turn by \(cosines.shape)")
    let timer = KernelTimer("rotation")
    defer { timer.stop() }
    let (length, heads, size) = (extent(1), extent(2), extent(3))
    let (source, result) = sourceAndResult()
    let (cosines, sines) = (cosines.contiguous(), sines.contiguous())
    let (input, target) = (source.pointer, result.storage.base + result.offset)
    let (c, s) = (cosines.pointer, sines.pointer)
    parallelFor(
      source.shape[0] * length, minimumPerTask: max(1, parallelGrain / 4 / max(1, heads * size))
    ) { tokens in
      for token in tokens {
        let (c, s) = (c + token % length * size, s + token % length * size)
        for head in 0..<heads {
          let place = (token * heads + head) * size
          rotateRow(input + place, target + place, size, c, s)
        }
      }
    }
    withExtendedLifetime((source, cosines, sines)) {}
    return result
  }
}

@inline(__always)
private func rotateRow<Scalar: TensorScalar>(
  _ source: UnsafePointer<Scalar>, _ target: UnsafeMutablePointer<Scalar>, _ count: Int,
  _ cosines: UnsafePointer<Scalar>, _ sines: UnsafePointer<Scalar>
) {
  var i = 0
  while i + 16 <= count {
    let x = loadVector(SIMD16<Scalar>.self, source + i)
    let c = loadVector(SIMD16<Scalar>.self, cosines + i)
    let s = loadVector(SIMD16<Scalar>.self, sines + i)
    var across = SIMD16<Scalar>()
    across.evenHalf = -x.oddHalf
    across.oddHalf = x.evenHalf
    storeVector(x * c + across * s, to: target + i)
    i += 16
  }
  while i < count {
    let (a, b) = (source[i], source[i + 1])
    target[i] = a * cosines[i] - b * sines[i]
    target[i + 1] = b * cosines[i + 1] + a * sines[i + 1]
    i += 2
  }
}
