import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import Tensors

/// One call of torch with its recorded result.
struct TorchCase: Decodable, Sendable, CustomTestStringConvertible {
  /// A stored tensor and the view of it that goes in.
  struct Input: Decodable, Sendable {
    var tensor: String
    var permute: [Int]?
    var expand: [Int]?
    var flip: [Int]?
    var narrow: [Int]?
  }

  /// A number, of which JSON lacks the infinite ones.
  struct Number: Decodable, Sendable {
    let value: Double

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        value = text == "-inf" ? -.infinity : .nan
      } else {
        value = try container.decode(Double.self)
      }
    }
  }

  /// One dimension or several.
  struct Dimensions: Decodable, Sendable {
    let all: [Int]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      all = try (try? [container.decode(Int.self)]) ?? container.decode([Int].self)
    }
  }

  var name: String
  var operation: String
  var inputs: [Input]
  var noise: Double
  var value: Number?
  var low: Double?
  var high: Double?
  var scales: [Double]?
  var dim: Dimensions?
  var keepdim: Bool?
  var times: [Int]?
  var count: Int?
  var groups: Int?
  var eps: Double?
  var silu: Bool?
  var is_causal: Bool?
  var scale: Double?

  var testDescription: String { name }

  /// The dimensions, of which there is at least one.
  func dimensions() throws -> [Int] { try #require(dim).all }

  /// The only dimension.
  func dimension() throws -> Int { try #require(dim?.all.first) }

  /// The argument `value`.
  func number<Scalar: TensorScalar>() throws -> Scalar { Scalar(try #require(value).value) }
}

/// The calls and results that `ci/oracle/units/tensors.py` recorded.
enum TorchCases {
  private static let folder = Repository.golden.appending(path: "units/tensors")

  static let all: [TorchCase] = {
    guard let data = try? Data(contentsOf: folder.appending(path: "cases.json")) else { return [] }
    return (try? JSONDecoder().decode([TorchCase].self, from: data)) ?? []
  }()

  private static let file = try? SafetensorsFile(
    contentsOf: folder.appending(path: "tensors.safetensors"))

  static func result(_ row: TorchCase) throws -> Tensor<Double> {
    try #require(file).tensor(row.name)
  }

  static func inputs<Scalar: TensorScalar>(_ row: TorchCase) throws -> [Tensor<Scalar>] {
    let file = try #require(file)
    return try row.inputs.map { input in
      var x: Tensor<Scalar> = try file.tensor(input.tensor)
      for dimension in input.flip ?? [] { x = x.flipped(dimension) }
      if let narrow = input.narrow { x = x.narrowed(narrow[0], narrow[1]..<narrow[2]) }
      if let permute = input.permute { x = x.permuted(permute) }
      if let expand = input.expand { x = x.expanded(to: expand) }
      return x
    }
  }
}
