import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

/// The rows of `Golden/units/models` of one kind of model.
struct ModelGolden {
  let rows: [ModelRow]

  init(_ kind: String) throws {
    let folder = Repository.golden.appending(path: "units/models")
    let outputs = try SafetensorsFile(contentsOf: folder.appending(path: "\(kind).safetensors"))
    let json = try JSONValue.load(contentsOf: folder.appending(path: "\(kind).json"))
    rows = try #require(json.arrayValue).map { try ModelRow($0, outputs) }
  }
}

/// A configuration, its weights, what it is called with and what comes out.
struct ModelRow: Sendable, CustomTestStringConvertible {
  let name: String
  let config: Configuration
  let json: JSONValue
  private let outputs: SafetensorsFile

  init(_ json: JSONValue, _ outputs: SafetensorsFile) throws {
    name = try #require(json["name"]?.stringValue)
    config = Configuration(try #require(json["config"]?.objectValue), file: "config.json")
    self.json = json
    self.outputs = outputs
  }

  var testDescription: String { name }

  /// A store with the weights that diffusers' model has, as a checkpoint would hold them.
  func weights(rules: WeightRules = WeightRules()) throws -> WeightStore {
    var writer = SafetensorsWriter()
    for entry in try #require(json["weights"]?.arrayValue) {
      let name = try #require(entry[0]?.stringValue)
      let shape = try #require(entry[1]?.arrayValue).compactMap(\.intValue)
      let exponent = try #require(entry[2]?.intValue)
      let offset = try #require(entry[3]?.intValue)
      let tensor = Recipe.numbers(self.name, name, shape, exponent: exponent, offset: offset)
      writer.add(name, tensor)
    }
    let file = try SafetensorsFile(bytes: writer.serialized(), file: "\(name).safetensors")
    return WeightStore([file], rules: rules)
  }

  /// The input `name`, nil if the row has none.
  func input<Scalar: TensorScalar>(_ name: String, _: Scalar.Type) -> Tensor<Scalar>? {
    json["inputs"]?[name]?.arrayValue.map { shape in
      Recipe.numbers(self.name, name, shape.compactMap(\.intValue), exponent: 1).widened()
    }
  }

  /// Whether the row has the option `name`.
  func has(_ name: String) -> Bool { json[name] == .bool(true) }

  /// Compares `actual` with the golden `output`: in `Double` to 1e-11, in `Float` to 8 times the
  /// error of PyTorch's own float32 runs, or the rounding of the largest number.
  func expect<Scalar: TensorScalar>(
    _ actual: Tensor<Scalar>, _ output: String, _ location: SourceLocation = #_sourceLocation
  ) throws {
    let golden: Tensor<Double> = try outputs.tensor("\(name).\(output)")
    try #require(actual.shape == golden.shape, sourceLocation: location)
    let error = zip(actual.values, golden.values).map { abs(Double($0) - $1) }.max() ?? 0
    let largest = golden.values.map(abs).max() ?? 0
    let noise = try #require(json["noise"]?[output]?.doubleValue)
    let limit =
      Scalar.self == Double.self
      ? 1e-11 * max(1, largest) : max(8 * noise, 8 * largest * 0x1p-24)
    #expect(
      error <= limit, "\(name) \(output) \(Scalar.torchName): off by \(error), limit \(limit)",
      sourceLocation: location)
  }
}
