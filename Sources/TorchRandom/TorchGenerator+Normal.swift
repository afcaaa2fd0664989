import Foundation
public import Tensors

extension TorchGenerator {
  /// `torch.randn(shape, dtype=torch.float32)`.
  ///
  /// 16 values and more are made in blocks of 16; when the count is no multiple of 16, the last 16
  /// are drawn again. Fewer are made one by one in double, the second of a pair kept for later.
  public func normal(_ shape: [Int]) -> Tensor<Float> {
    let capability = capability
    return Tensor(unsafeUninitialized: shape) { buffer in
      fill(buffer) { $0.fillNormal($1, capability) }
    }
  }

  /// `torch.randn(shape, dtype=torch.float64)`, another sequence than the float32 one.
  public func normalDouble(_ shape: [Int]) -> Tensor<Double> {
    Tensor(unsafeUninitialized: shape) { buffer in
      fill(buffer) { $0.fillNormal($1) }
    }
  }
}

extension TorchGenerator.State {
  mutating func fillNormal(
    _ buffer: UnsafeMutableBufferPointer<Float>, _ capability: TorchGenerator.Capability
  ) {
    guard let start = buffer.baseAddress, buffer.count >= BoxMuller.blockSize else {
      for index in buffer.indices { buffer[index] = Float(singleNormal()) }
      return
    }
    fillUniform(buffer)
    let transform: (UnsafeMutablePointer<Float>) -> Void =
      switch capability {
      case .scalar: BoxMuller.transformScalar
      case .avx2: BoxMuller.transformAVX2
      }
    for block in 0..<buffer.count / BoxMuller.blockSize {
      transform(start + block * BoxMuller.blockSize)
    }
    guard buffer.count % BoxMuller.blockSize != 0 else { return }
    let tail = UnsafeMutableBufferPointer(rebasing: buffer.suffix(BoxMuller.blockSize))
    fillUniform(tail)
    if let tail = tail.baseAddress { transform(tail) }
  }

  mutating func fillNormal(_ buffer: UnsafeMutableBufferPointer<Double>) {
    guard let start = buffer.baseAddress, buffer.count >= BoxMuller.blockSize else {
      for index in buffer.indices { buffer[index] = singleNormal() }
      return
    }
    fillUniform(buffer)
    for block in 0..<buffer.count / BoxMuller.blockSize {
      BoxMuller.transform(start + block * BoxMuller.blockSize)
    }
    guard buffer.count % BoxMuller.blockSize != 0 else { return }
    let tail = UnsafeMutableBufferPointer(rebasing: buffer.suffix(BoxMuller.blockSize))
    fillUniform(tail)
    if let tail = tail.baseAddress { BoxMuller.transform(tail) }
  }

  /// One value of `at::normal_distribution<double>`: a pair is made, the sine kept for the next call.
  mutating func singleNormal() -> Double {
    if let kept = nextNormal {
      nextNormal = nil
      return kept + 0
    }
    let angle = 2 * Double.pi * uniformDouble()
    let radius = (-2 * log1p(-uniformDouble())).squareRoot()
    nextNormal = radius * sin(angle)
    return radius * cos(angle) + 0
  }
}
