import Tensors

/// Numbers between -1 and 1, the same for the same seed.
func numbers(_ count: Int, seed: UInt32) -> [Float] {
  var state = seed &* 2_654_435_761
  return (0..<count).map { _ in
    state = state &* 1_664_525 &+ 1_013_904_223
    return Float(state >> 8) / 8_388_608 - 1
  }
}

/// The same as a tensor.
func numbers<Scalar: TensorScalar>(_ shape: [Int], seed: UInt32) -> Tensor<Scalar> {
  Tensor(numbers(shape.reduce(1, *), seed: seed).map { Scalar($0) }, shape: shape)
}
