import Checkpoints
import Foundation
import Images
public import Pipelines
public import Tensors
import TorchRandom

extension Request {
  /// The call's keyword arguments with pictures, tensors and generators in place.
  ///
  /// - Throws: `Malformed`, and what reading the files throws.
  public func arguments<Scalar: TensorScalar>(
    _: Scalar.Type = Scalar.self
  ) throws -> Arguments<Scalar> {
    var arguments = Arguments<Scalar>()
    for (name, value) in call { arguments[name] = try argument(value, "call.\(name)") }
    return arguments
  }

  /// The random tensors to replay, in order; nil to draw them.
  public func replayedDraws<Scalar: TensorScalar>(
    _: Scalar.Type = Scalar.self
  ) throws -> [Tensor<Scalar>]? {
    guard let draws else { return nil }
    let file = try SafetensorsFile(contentsOf: draws)
    let numbered = file.names.compactMap { name -> (Int, String)? in
      let parts = name.split(separator: ".")
      guard parts.count == 3, parts[0] == "random", let number = Int(parts[1]) else { return nil }
      return (number, name)
    }.sorted { $0.0 < $1.0 }
    guard numbered.map(\.0) == Array(0..<numbered.count) else {
      throw Malformed(
        description: "\(file.file): draws should be named random.0.normal, random.1.normal, …"
          + " without a gap")
    }
    return try numbered.map { try file.tensor($0.1) }
  }

  private func argument<Scalar: TensorScalar>(
    _ value: JSONValue, _ key: String
  ) throws -> ArgumentValue<Scalar> {
    switch value {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .int(let value): return .int(value)
    case .double(let value): return .double(value)
    case .string(let value): return .string(value)
    case .array(let values): return .list(try values.map { try argument($0, key) })
    case .object(let object): return try reference(object, key)
    case .bigInteger:
      throw Malformed(description: "\(file): '\(key)' is an integer of more than 64 bits")
    }
  }

  /// A picture, a tensor or a generator.
  private func reference<Scalar: TensorScalar>(
    _ object: JSONObject, _ key: String
  ) throws -> ArgumentValue<Scalar> {
    let reader = RequestReader(folder: folder, file: file)
    if let seed = try reader.seed(object["seed"], "\(key).seed") {
      return .generator(TorchGenerator(seed: seed))
    }
    guard object["file"] != nil else {
      throw UnsupportedRequest(
        description: "'\(key)' is a dictionary, which no call of the reference takes yet")
    }
    let url = try reader.url(object["file"], "\(key).file")
    guard let name = try reader.optionalString(object["tensor"], "\(key).tensor") else {
      return .image(try Image(contentsOf: url))
    }
    return .tensor(try SafetensorsFile(contentsOf: url).tensor(name))
  }
}
