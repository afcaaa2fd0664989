import Checkpoints
import Foundation
import Tensors
import TorchRandom

extension AdapterSession {
  private static let largestCount = 1 << 27

  /// `random`: draws of one generator in order, in a file of tensors `random.0.normal` and on.
  static func random(_ line: AdapterRequest) throws -> JSONObject {
    let generator = TorchGenerator(seed: try line.seed("seed"))
    let output = try line.url("output")
    guard let draws = line.members["draws"]?.arrayValue else {
      throw line.fail("draws", "a list of draws")
    }
    var writer = SafetensorsWriter()
    var count = 0
    for (number, value) in draws.enumerated() {
      guard let members = value.objectValue else { throw line.fail("draws", "a list of objects") }
      let draw = try RandomDraw(AdapterRequest(members))
      count += draw.count
      guard count <= largestCount else {
        throw line.fail("draws", "at most \(largestCount) numbers in all")
      }
      draw.add(as: "random.\(number).\(draw.kind.rawValue)", from: generator, to: &writer)
    }
    try ResultFolder(output).create()
    let file = output.appending(path: "random.safetensors")
    try writer.write(to: file)
    return ["file": .string(file.path(percentEncoded: false))]
  }
}

/// One draw of a `random` line.
private struct RandomDraw {
  enum Kind: String, CaseIterable {
    case normal, uniform, randint, randperm
  }

  let kind: Kind
  private let shape: [Int]
  private let isDouble: Bool
  private let range: Range<Int>

  init(_ reader: AdapterRequest) throws {
    guard let kind = Kind(rawValue: try reader.string("kind")) else {
      throw reader.fail(
        "kind", "one of \(Kind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self.kind = kind
    isDouble = try reader.arithmetic() == .float64
    range = kind == .randint ? try Self.range(reader) : 0..<1
    shape = kind == .randperm ? [try Self.size(reader, "n")] : try Self.shape(reader)
  }

  /// The number of elements.
  var count: Int { shape.reduce(1, *) }

  func add(as name: String, from generator: TorchGenerator, to writer: inout SafetensorsWriter) {
    switch (kind, isDouble) {
    case (.normal, false): writer.add(name, generator.normal(shape))
    case (.normal, true): writer.add(name, generator.normalDouble(shape))
    case (.uniform, false): writer.add(name, generator.uniform(shape))
    case (.uniform, true): writer.add(name, generator.uniformDouble(shape))
    case (.randint, _): writer.add(name, generator.integers(in: range, count: count), shape: shape)
    case (.randperm, _): writer.add(name, generator.permutation(count), shape: shape)
    }
  }

  private static let largestSize = 1 << 27

  private static func size(_ reader: AdapterRequest, _ key: String) throws -> Int {
    guard let size = try reader.optionalInt(key), (0...largestSize).contains(size) else {
      throw reader.fail(key, "a whole number from 0 to \(largestSize)")
    }
    return size
  }

  private static func shape(_ reader: AdapterRequest) throws -> [Int] {
    let elements = reader.members["shape"]?.arrayValue ?? []
    let shape = elements.compactMap(\.intValue)
    let isShape =
      reader.members["shape"]?.arrayValue != nil && shape.count == elements.count
      && shape.count <= 8 && shape.allSatisfy { (0...largestSize).contains($0) }
    let count = shape.reduce(1.0) { $0 * Double($1) }
    guard isShape, count <= Double(largestSize) else {
      throw reader.fail("shape", "a list of sizes of at most \(largestSize) elements in all")
    }
    return shape
  }

  private static func range(_ reader: AdapterRequest) throws -> Range<Int> {
    let low = try reader.optionalInt("low") ?? 0
    guard let high = try reader.optionalInt("high"), low < high else {
      throw reader.fail("high", "a whole number above 'low'")
    }
    return low..<high
  }
}
