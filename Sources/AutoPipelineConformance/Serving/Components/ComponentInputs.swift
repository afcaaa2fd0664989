import Checkpoints
import Tensors

/// The inputs of a component's method, by the names that transcripts give them.
struct ComponentInputs<Scalar: TensorScalar> {
  let file: SafetensorsFile
  /// Arguments that are no tensors.
  let arguments: AdapterRequest

  /// Whether there is an input of that name.
  func has(_ name: String) -> Bool { file.entry(name) != nil }

  /// An input of so many dimensions.
  func tensor(_ name: String, rank: Int? = nil) throws -> Tensor<Scalar> {
    let tensor: Tensor<Scalar> = try file.tensor(name)
    guard rank == nil || tensor.shape.count == rank else { throw wrongShape(name, tensor.shape) }
    return tensor
  }

  /// An input; nil if it is not there.
  func optionalTensor(_ name: String, rank: Int? = nil) throws -> Tensor<Scalar>? {
    has(name) ? try tensor(name, rank: rank) : nil
  }

  /// The inputs `name.0`, `name.1` and on, or `name.0.0`, `name.1.0` and on.
  func tensors(_ name: String, rank: Int? = nil) throws -> [Tensor<Scalar>] {
    try numbered(name) { try tensor($0, rank: rank) }
  }

  /// The first of the timesteps: one counts for all of a batch.
  func timestep() throws -> Double {
    guard let first = try tensor("timestep").values.first else { throw wrongShape("timestep", [0]) }
    return Double(first)
  }

  /// Ids, a list for each text; nil if they are not there.
  func optionalIDs(_ name: String) throws -> [[Int]]? { has(name) ? try ids(name) : nil }

  /// Ids, a list for each text.
  func ids(_ name: String) throws -> [[Int]] {
    let (values, shape) = try file.integers(name)
    guard shape.count == 2 else { throw wrongShape(name, shape) }
    return (0..<shape[0]).map { Array(values[($0 * shape[1])..<(($0 + 1) * shape[1])]) }
  }

  /// The whole numbers of each of `name.0`, `name.1` and on.
  func integers(_ name: String) throws -> [[Int]] {
    try numbered(name) { try file.integers($0).values }
  }

  private func numbered<Value>(_ name: String, _ read: (String) throws -> Value) throws -> [Value] {
    var values: [Value] = []
    while true {
      let next = "\(name).\(values.count)"
      guard let found = [next, "\(next).0"].first(where: has) else { return values }
      values.append(try read(found))
    }
  }

  private func wrongShape(_ name: String, _ shape: [Int]) -> CheckpointError {
    CheckpointError(
      file: file.file, key: name, problem: "the shape \(shape) does not fit this input")
  }
}
