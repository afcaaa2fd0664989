import Foundation
import Testing

@testable import Tensors

/// Every operation against torch: odd shapes, broadcasting, views, empty tensors, infinities and NaN.
@Suite struct TorchTests {
  @Test func casesAreThere() { #expect(TorchCases.all.count > 400) }

  @Test(arguments: TorchCases.all)
  func matchesTorch(_ row: TorchCase) throws {
    try check(row, Float.self)
    try check(row, Double.self)
  }

  private func check<Scalar: TensorScalar>(_ row: TorchCase, _: Scalar.Type) throws {
    let golden = try TorchCases.result(row)
    let inputs: [Tensor<Scalar>] = try TorchCases.inputs(row)
    let before = inputs.map(\.values)
    let result = try #require(try torchResult(row, inputs), "no operation \(row.operation)")
    #expect(result.shape == golden.shape)
    try #require(result.count == golden.count)
    for (mine, exact) in zip(result.values, golden.values) {
      #expect(agrees(mine, exact, limit(row, golden, Scalar.self)))
    }
    // Operations that reuse storage must leave what others still refer to alone.
    for (input, values) in zip(inputs, before) {
      #expect(zip(input.values, values).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
    }
  }

  /// Operations that IEEE arithmetic leaves no choice about.
  private static let exact: Set<String> = [
    "add", "sub", "mul", "div", "maximum", "minimum", "gt", "ge", "lt", "le", "eq", "ne",
    "abs", "sign", "square", "round", "floor", "ceil", "trunc", "neg", "relu", "relu6", "clamp",
    "where", "masked_fill", "amax", "amin", "argmax", "cat", "stack", "repeat",
    "repeat_interleave", "flip", "roll", "index_select", "tril", "triu", "contiguous",
  ]

  /// 8 times torch's own error in single precision (in double that is 2²⁹ times smaller), or some units
  /// in the last place of the largest element if torch was lucky.
  private func limit<Scalar: TensorScalar>(
    _ row: TorchCase, _ golden: Tensor<Double>, _: Scalar.Type
  ) -> Double {
    if Self.exact.contains(row.operation) { return 0 }
    let size = golden.values.filter(\.isFinite).map(\.magnitude).max() ?? 0
    return Scalar.self == Double.self
      ? max(8 * 0x1p-29 * row.noise, 2e-14 * max(1, size)) : max(8 * row.noise, 8 * 0x1p-24 * size)
  }

  private func agrees<Scalar: TensorScalar>(_ mine: Scalar, _ exact: Double, _ limit: Double)
    -> Bool
  {
    let rounded = Scalar(exact)
    if exact.isNaN { return mine.isNaN }
    if mine == rounded { return true }
    return rounded.isFinite && abs(Double(mine) - exact) <= limit
  }
}
