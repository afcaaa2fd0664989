import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

@testable import TextEncoders

/// A tiny model, its inputs, and what transformers or diffusers computes with it.
struct ModelGolden<Scalar: TensorScalar> {
  let config: Configuration
  let store: WeightStore
  let rows: JSONObject
  private let noise: JSONValue
  private let tensors: SafetensorsFile

  init(_ name: String, in set: String = "clip_models", rules: WeightRules = WeightRules()) throws {
    let folder = Repository.golden.appending(path: "units/\(set)/\(name)")
    config = try Configuration(contentsOf: folder.appending(path: "config.json"))
    store = WeightStore(
      [try SafetensorsFile(contentsOf: folder.appending(path: "model.safetensors"))], rules: rules)
    tensors = try SafetensorsFile(contentsOf: folder.appending(path: "golden.safetensors"))
    let golden = try JSONValue.load(contentsOf: folder.appending(path: "golden.json"))
    rows = golden["rows"]?.objectValue ?? [:]
    noise = golden["noise"] ?? .null
  }

  var weights: WeightScope<Scalar> { store.scope() }

  func input(_ row: String, _ name: String) throws -> Tensor<Scalar> {
    try tensors.tensor("\(row).\(name)")
  }

  func flags(_ row: String) throws -> [Bool] {
    try tensors.integers("\(row).flags").values.map { $0 != 0 }
  }

  /// Compares with the limits of the suite: in float64 1e-12 of the largest value, in float32 eight
  /// times what torch's own float32 is off by.
  func check(_ actual: Tensor<Scalar>, _ row: String, _ name: String) throws {
    let key = "\(row).\(name)"
    let expected: Tensor<Double> = try tensors.tensor(key)
    #expect(actual.shape == expected.shape, "\(key)")
    guard actual.shape == expected.shape else { return }
    let difference = zip(actual.values, expected.values).map { abs(Double($0) - $1) }.max() ?? 0
    let largest = expected.maxAbs()
    let noise = try #require(noise[key]?.doubleValue)
    let limit =
      Scalar.self == Double.self
      ? 1e-12 * max(1, largest) : max(8 * noise, 8 * 0x1p-24 * largest)
    #expect(difference <= limit, "\(key): off by \(difference), limit \(limit)")
    #expect(actual.isFinite, "\(key)")
  }

  /// How many outputs of a row there are whose names begin with `prefix`.
  func count(_ row: String, _ prefix: String) -> Int {
    tensors.names.count { $0.hasPrefix("\(row).\(prefix)") }
  }
}

extension JSONValue {
  /// Rows of ids or of a mask.
  var rows: [[Int]]? { arrayValue?.map { $0.arrayValue?.compactMap(\.intValue) ?? [] } }
}
