import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import Tensors

/// One call of a function of torch, with torch's argument names.
struct VectorCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Target: Decodable, Sendable {
    var size: Int?
    var scale_factor: Double?
  }

  var name: String
  var operation: String
  var stride: [Int]?
  var padding: [Int]?
  var output_padding: [Int]?
  var dilation: [Int]?
  var groups: Int?
  var kernel_size: [Int]?
  var ceil_mode: Bool?
  var count_include_pad: Bool?
  var pad: [Int]?
  var mode: String?
  var value: Double?
  var size: [Int]?
  var scale_factor: [Double]?
  var align_corners: Bool?
  var antialias: Bool?
  var recompute_scale_factor: Bool?
  var factor: Int?
  var extent: Int?
  var targets: [Target]?

  var testDescription: String { name }

  /// The pair under `key`, or `both` twice.
  func pair(_ key: KeyPath<VectorCase, [Int]?>, _ both: Int) -> (Int, Int) {
    let values = self[keyPath: key] ?? [both, both]
    return (values[0], values[1])
  }
}

/// The calls and results that `ci/oracle/units/convolution.py` recorded.
enum ConvolutionVectors {
  private static let folder = Repository.golden.appending(path: "units/convolution")

  static let cases: [VectorCase] = {
    guard let data = try? Data(contentsOf: folder.appending(path: "cases.json")) else { return [] }
    return (try? JSONDecoder().decode([VectorCase].self, from: data)) ?? []
  }()

  static func of(_ operations: String...) -> [VectorCase] {
    cases.filter { operations.contains($0.operation) }
  }

  private static let file = try? SafetensorsFile(
    contentsOf: folder.appending(path: "tensors.safetensors"))

  static func tensor<Scalar: TensorScalar>(
    _ name: String, as: Scalar.Type = Scalar.self
  ) throws -> Tensor<Scalar>? {
    let file = try #require(file)
    guard file.entry(name) != nil else { return nil }
    return try file.tensor(name)
  }

  static func input<Scalar: TensorScalar>(_ row: VectorCase) throws -> Tensor<Scalar> {
    try #require(try tensor(row.name + ".input"))
  }

  /// Compares with torch's result in float64; float32 may be 8 times as far off as torch's own.
  static func expectNoise<Scalar: TensorScalar>(
    _ row: VectorCase, _ result: Tensor<Scalar>, _ comment: String = ""
  ) throws {
    let golden: Tensor<Double> = try #require(try tensor(row.name + ".float64"))
    let size = golden.values.map(abs).max() ?? 0
    var limit = 1e-13 * max(1, size)
    if Scalar.self == Float.self {
      let noise: Tensor<Double> = try tensor(row.name + ".float32") ?? golden
      limit = max(8 * largestDifference(noise, golden), 8 * 0x1p-24 * size)
    }
    #expect(result.shape == golden.shape, "\(row.name) \(comment)")
    #expect(largestDifference(result, golden) <= limit, "\(row.name) \(comment)")
  }

  /// Compares with torch's result in the same arithmetic, for calls whose positions are rounded.
  static func expectSame<Scalar: TensorScalar>(
    _ row: VectorCase, _ result: Tensor<Scalar>
  ) throws {
    let golden: Tensor<Double> = try #require(
      try tensor(row.name + (Scalar.self == Float.self ? ".float32" : ".float64"))
        ?? tensor(row.name + ".float64"))
    let size = golden.values.map(abs).max() ?? 0
    let limit = Scalar.self == Float.self ? 8 * 0x1p-24 * size : 1e-13 * max(1, size)
    #expect(result.shape == golden.shape)
    #expect(largestDifference(result, golden) <= limit)
  }

  private static func largestDifference<Scalar: TensorScalar>(
    _ a: Tensor<Scalar>, _ b: Tensor<Double>
  ) -> Double {
    guard a.count == b.count else { return .infinity }
    return zip(a.values, b.values).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
  }
}
