import Checkpoints
import Foundation
import Tensors
import TorchRandom

/// Writes the random inputs of a component, which all implementations read.
///
/// Each is given by its shape, for normally distributed numbers, or by an object: `values` with a
/// `shape` of their own, whole numbers `below` a bound, or the positions of a `grid` as Flux
/// numbers its tokens.
struct BenchmarkInputs {
  let specifications: JSONObject

  /// Writes the file.
  func write(to url: URL) throws {
    let generator = TorchGenerator(seed: 0)
    var writer = SafetensorsWriter()
    for (name, value) in specifications {
      if let shape = Self.integers(value) {
        let tensor: Tensor<Float> = randn(shape, generator)
        writer.add(name, tensor)
      } else if let bound = value["below"]?.intValue, let shape = Self.integers(value["shape"]) {
        let count = shape.reduce(1, *)
        writer.add(name, (0..<count).map { ($0 * 7919 + 11) % bound }, shape: shape)
      } else if let grid = Self.integers(value["grid"]), grid.count == 2 {
        writer.add(name, Self.positions(rows: grid[0], columns: grid[1]))
      } else {
        let values = (value["values"]?.arrayValue ?? []).compactMap(\.doubleValue)
        let shape = Self.integers(value["shape"]) ?? [values.count]
        writer.add(name, Tensor(values.map { Float($0) }, shape: shape))
      }
    }
    try writer.write(to: url)
  }

  /// `[rows · columns, 3]`: 0, row and column of each position; zeros for text, which has no columns.
  private static func positions(rows: Int, columns: Int) -> Tensor<Float> {
    guard columns > 0 else { return .zeros([rows, 3]) }
    let values = (0..<rows * columns).flatMap { index -> [Float] in
      [0, Float(index / columns), Float(index % columns)]
    }
    return Tensor(values, shape: [rows * columns, 3])
  }

  private static func integers(_ value: JSONValue?) -> [Int]? {
    guard let elements = value?.arrayValue else { return nil }
    let numbers = elements.compactMap(\.intValue)
    return numbers.count == elements.count ? numbers : nil
  }
}
