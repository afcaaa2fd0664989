public import Tensors

extension TorchGenerator {
  /// `torch.rand(shape, dtype=torch.float32)`: multiples of 2⁻²⁴ in 0..<1.
  public func uniform(_ shape: [Int]) -> Tensor<Float> {
    Tensor(unsafeUninitialized: shape) { buffer in
      fill(buffer) { $0.fillUniform($1) }
    }
  }

  /// `torch.rand(shape, dtype=torch.float64)`: multiples of 2⁻⁵³ in 0..<1.
  public func uniformDouble(_ shape: [Int]) -> Tensor<Double> {
    Tensor(unsafeUninitialized: shape) { buffer in
      fill(buffer) { $0.fillUniform($1) }
    }
  }

  /// `torch.empty(shape).uniform_(from, to)` in float32.
  public func uniform(_ shape: [Int], from lower: Float, to upper: Float) -> Tensor<Float> {
    Tensor(unsafeUninitialized: shape) { buffer in
      fill(buffer) { state, buffer in
        state.fillUniform(buffer)
        for index in buffer.indices {
          let value = buffer[index] * (upper - lower) + lower
          buffer[index] = value == upper ? lower : value
        }
      }
    }
  }
}

extension TorchGenerator.State {
  mutating func uniformFloat() -> Float {
    Float(engine.next32() & 0x00ff_ffff) * 0x1p-24
  }

  mutating func uniformDouble() -> Double {
    Double(engine.next64() & 0x001f_ffff_ffff_ffff) * 0x1p-53
  }

  mutating func fillUniform(_ buffer: UnsafeMutableBufferPointer<Float>) {
    for index in buffer.indices { buffer[index] = uniformFloat() }
  }

  mutating func fillUniform(_ buffer: UnsafeMutableBufferPointer<Double>) {
    for index in buffer.indices { buffer[index] = uniformDouble() }
  }
}
