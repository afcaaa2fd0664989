import Testing

@testable import Tensors

@Suite struct ResamplingTests {
  @Test func paddingModes() {
    let x = Tensor<Float>([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(
      padded(x, left: 1, right: 0, top: 1, value: 9).values == [
        9, 9, 9, 9, 9, 1, 2, 3, 9, 4, 5, 6,
      ])
    #expect(padded(x, left: 2, right: 1, mode: .reflect)[0].values == [3, 2, 1, 2, 3, 2])
    #expect(padded(x, left: 2, right: 1, mode: .replicate)[0].values == [1, 1, 1, 2, 3, 3])
    #expect(padded(x, left: 2, right: 1, mode: .circular)[1].values == [5, 6, 4, 5, 6, 4])
    #expect(padded(x, left: -1, right: 1)[0].values == [2, 3, 0])
  }

  @Test func nearest() {
    let x = Tensor<Float>([1, 2, 3, 4], shape: [1, 1, 2, 2])
    #expect(
      interpolate(x, scaleFactor: 2).values == [1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4])
    #expect(interpolate(x, size: [1, 3]).values == [1, 1, 2])
  }

  @Test func pixelShuffleTurnsBack() {
    let x = Tensor<Float>((0..<48).map(Float.init), shape: [1, 8, 2, 3])
    #expect(pixelShuffle(x, 2).shape == [1, 2, 4, 6])
    #expect(pixelUnshuffle(pixelShuffle(x, 2), 2).values == x.values)
  }
}
