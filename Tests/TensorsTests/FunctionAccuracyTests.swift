import Foundation
import Testing

@testable import Tensors

/// The vector functions against the C library: everywhere, at the edges and beyond them.
@Suite struct FunctionAccuracyTests {
  /// Magnitudes from subnormal to overflowing, both signs.
  static let arguments: [Double] = {
    var list: [Double] = [0, -0.0, .infinity, -.infinity, .nan, 88.7, 89, -87.4, -103.9, -110]
    for step in -200_000...200_000 { list.append(Double(step) * 6e-4) }
    for power in -300...300 { list += [pow(10, Double(power)), -pow(10, Double(power))] }
    list += [709.7, 709.8, -708.5, -745.1, -745.2, -800, 0.625, 0.624_999, 0.927_734_375]
    return list
  }()

  /// Distance in units in the last place of the exact value.
  static func ulps<Scalar: TensorScalar>(_ got: Scalar, _ exact: Double) -> Double {
    let rounded = Scalar(exact)
    if got == rounded || (got.isNaN && exact.isNaN) { return 0 }
    if !got.isFinite || !rounded.isFinite { return .infinity }
    let unit = max(Double(rounded.ulp), Double(Scalar.leastNonzeroMagnitude))
    return abs(Double(got) - exact) / unit
  }

  static func worst<Scalar: TensorScalar>(
    _ kernel: (Tensor<Scalar>) -> Tensor<Scalar>, _ reference: (Double) -> Double
  ) -> (ulps: Double, at: Scalar) {
    let inputs = arguments.map { Scalar($0) }
    let outputs = kernel(Tensor(inputs)).values
    var result: (ulps: Double, at: Scalar) = (0, 0)
    for (x, y) in zip(inputs, outputs) {
      let distance = ulps(y, reference(Double(x)))
      if distance > result.ulps { result = (distance, x) }
    }
    return result
  }

  @Test func exponentials() {
    #expect(Self.worst({ (x: Tensor<Float>) in x.exp() }, exp).ulps <= 1)
    #expect(Self.worst({ (x: Tensor<Double>) in x.exp() }, exp).ulps <= 1.5)
  }

  @Test func hyperbolicTangents() {
    #expect(Self.worst({ (x: Tensor<Float>) in x.tanh() }, tanh).ulps <= 1.5)
    #expect(Self.worst({ (x: Tensor<Double>) in x.tanh() }, tanh).ulps <= 2)
  }

  @Test func errorFunctions() {
    #expect(Self.worst({ (x: Tensor<Float>) in x.erf() }, erf).ulps <= 1.5)
    #expect(Self.worst({ (x: Tensor<Double>) in x.erf() }, erf).ulps <= 0.5)
  }
}
