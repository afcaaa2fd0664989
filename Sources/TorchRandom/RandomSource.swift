public import Tensors

/// What a pipeline's `generator` argument can be: nothing, one generator, or one for each sample.
public enum RandomSource: Sendable {
  /// `None`: the global generator.
  case global
  /// One generator for the whole batch.
  case generator(TorchGenerator)
  /// A list: sample i is drawn from generator i.
  case perSample([TorchGenerator])

  /// The generator of draws that take only one: the first of a list.
  public var first: TorchGenerator {
    switch self {
    case .global: .global
    case .generator(let generator): generator
    case .perSample(let generators): generators.first ?? .global
    }
  }
}

/// `torch.randn(shape, generator)` in float32, widened to `Scalar`: the noise is the same in both
/// arithmetics.
public func randn<Scalar: TensorScalar>(
  _ shape: [Int], _ generator: TorchGenerator = .global
) -> Tensor<Scalar> {
  widened(generator.normal(shape))
}

/// `torch.rand(shape, generator)` in float32, widened to `Scalar`.
public func rand<Scalar: TensorScalar>(
  _ shape: [Int], _ generator: TorchGenerator = .global
) -> Tensor<Scalar> {
  widened(generator.uniform(shape))
}

/// diffusers' `randn_tensor(shape, generator)`: a list of generators draws sample by sample.
///
/// A list must have a generator for every sample, or only one; the pipelines check that before, with
/// upstream's message.
public func randnTensor<Scalar: TensorScalar>(
  _ shape: [Int], _ source: RandomSource
) -> Tensor<Scalar> {
  guard case .perSample(let generators) = source, generators.count != 1 else {
    return randn(shape, source.first)
  }
  let batch = shape.first ?? 0
  precondition(generators.count >= batch, "\(generators.count) generators for the shape \(shape)")
  let sample = shape.dropFirst().reduce(1, *)
  return Tensor(unsafeUninitialized: shape) { buffer in
    for (index, generator) in generators.prefix(batch).enumerated() {
      let noise = generator.normal([1] + shape.dropFirst())
      noise.withContiguous { copy($0, to: buffer, at: index * sample) }
    }
  }
}

private func widened<Scalar: TensorScalar>(_ tensor: Tensor<Float>) -> Tensor<Scalar> {
  if let same = tensor as? Tensor<Scalar> { return same }
  return Tensor(unsafeUninitialized: tensor.shape) { buffer in
    tensor.withContiguous { copy($0, to: buffer, at: 0) }
  }
}

@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
private func copy<Scalar: TensorScalar>(
  _ source: UnsafeBufferPointer<Float>, to target: UnsafeMutableBufferPointer<Scalar>,
  at offset: Int
) {
  for (index, value) in source.enumerated() { target[offset + index] = Scalar(value) }
}
