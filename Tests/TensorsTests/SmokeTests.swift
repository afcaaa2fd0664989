import Testing

@testable import Tensors

@Suite struct SmokeTests {
  let a = Tensor<Double>([1, 2, 3, 4, 5, 6], shape: [2, 3])

  @Test func arithmeticBroadcasts() {
    let row = Tensor<Double>([10, 20, 30])
    let column = Tensor<Double>([100, 200], shape: [2, 1])
    #expect((a + row).values == [11, 22, 33, 14, 25, 36])
    #expect((column - a).values == [99, 98, 97, 196, 195, 194])
    #expect((row * column).values == [1000, 2000, 3000, 2000, 4000, 6000])
    #expect((a / 2).values == [0.5, 1, 1.5, 2, 2.5, 3])
    #expect((1 - a).values == [0, -1, -2, -3, -4, -5])
    #expect((a.transposed(0, 1) + a.transposed(0, 1)).values == [2, 8, 4, 10, 6, 12])
    var b = a
    b += a
    b *= 3
    #expect(b.values == [6, 12, 18, 24, 30, 36])
    #expect(a.values == [1, 2, 3, 4, 5, 6])
  }

  @Test func productsTakeViews() {
    #expect(matmul(a, a.transposed(0, 1)).values == [14, 32, 32, 77])
    #expect(matmul(a.transposed(0, 1), a).values == [17, 22, 27, 22, 29, 36, 27, 36, 45])
    #expect(
      linear(a, Tensor([1, 0, 0, 1, 1, 1], shape: [2, 3]), Tensor([1, -1])).values == [2, 5, 5, 14])
    #expect(matmul(a, Tensor([1, 1, 1])).values == [6, 15])
  }

  @Test func reductions() {
    #expect(a.sum() == 21)
    #expect(a.mean([0]).values == [2.5, 3.5, 4.5])
    #expect(a.mean([1], keepDimensions: true).shape == [2, 1])
    #expect(a.variance([1]).values == [1, 1])
    #expect(a.argmax() == [2, 2])
    #expect(a.maxAbs() == 6 && (-a).minimum() == -6)
    #expect(a.isFinite && !(a / 0).isFinite)
  }

  @Test func assembly() {
    #expect(Tensor.concatenated([a, a], 1).values == [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6])
    #expect(Tensor.stacked([a, a], -1).shape == [2, 3, 2])
    #expect(a.repeated(1, 2).values == [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6])
    #expect(a.repeatInterleaved(0, 2).values == [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6])
    #expect(a.flipped(1).values == [3, 2, 1, 6, 5, 4])
    #expect(a.gathered(rows: [1, 0, 1]).values == [4, 5, 6, 1, 2, 3, 4, 5, 6])
    #expect(a.rolled(1, by: 1).values == [3, 1, 2, 6, 4, 5])
  }

  @Test func attentionOfMaskedRowsIsZero() {
    let q = Tensor<Double>.ones([1, 1, 2, 3])
    let k = Tensor<Double>.ones([1, 1, 4, 3])
    let v = Tensor<Double>.arange(8).reshaped([1, 1, 4, 2])
    let infinity = -Double.infinity
    let mask = Tensor<Double>(
      [infinity, infinity, infinity, infinity, 0, infinity, 0, infinity], shape: [1, 1, 2, 4])
    #expect(scaledDotProductAttention(q, k, v, mask: mask).values == [0, 0, 2, 3])
    #expect(scaledDotProductAttention(q, k, v, isCausal: true).values == [0, 1, 1, 2])
  }

  @Test func norms() {
    let x = Tensor<Double>([1, 3, 5, 7, 2, 2, 4, 8], shape: [1, 4, 2])
    let y = groupNorm(x, groups: 2, eps: 0)
    #expect(abs(y.mean()) < 1e-15 && abs(y.squared().mean() - 1) < 1e-15)
    let z = layerNorm(x, size: 2, weight: Tensor([2, 2]), bias: Tensor([1, 1]), eps: 1e-30)
    #expect(z.values == [-1, 3, -1, 3, 1, 1, -1, 3])
    #expect(a.softmax().sum([1]).values.allSatisfy { abs($0 - 1) < 1e-15 })
  }
}
