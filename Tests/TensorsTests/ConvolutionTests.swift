import Testing

@testable import Tensors

/// Convolutions against sums written out here.
@Suite struct ConvolutionTests {
  @Test func everyKernelElementMeetsItsInput() {
    let x = Tensor<Double>((0..<210).map { Double($0 % 11 - 4) }, shape: [2, 3, 5, 7])
    let weight = Tensor<Double>((0..<72).map { Double($0 % 7 - 3) }, shape: [4, 3, 3, 2])
    let bias = Tensor<Double>([1, 2, 3, 4])
    let y = conv2d(x, weight: weight, bias: bias, stride: (2, 1), padding: (1, 2), dilation: (1, 2))
    #expect(y.shape == [2, 4, 3, 9])
    for n in 0..<2 {
      for o in 0..<4 {
        for row in 0..<3 {
          for column in 0..<9 {
            var sum = bias[o].item
            for c in 0..<3 {
              for i in 0..<3 {
                for j in 0..<2 {
                  let (r, q) = (row * 2 - 1 + i, column - 2 + 2 * j)
                  guard r >= 0, r < 5, q >= 0, q < 7 else { continue }
                  sum += x[n][c][r][q].item * weight[o][c][i][j].item
                }
              }
            }
            #expect(y[n][o][row][column].item == sum)
          }
        }
      }
    }
  }

  @Test func pointwiseIsAMatrixProduct() {
    let x = Tensor<Float>((0..<12).map(Float.init), shape: [1, 3, 2, 2])
    let weight = Tensor<Float>([1, 0, 0, 1, 10, 100], shape: [2, 3, 1, 1])
    #expect(
      conv2d(x, weight: weight).values == [0, 1, 2, 3, 840, 951, 1062, 1173])
  }
}
