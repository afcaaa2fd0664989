import Checkpoints
import Tensors

/// Checks, before anything is computed, that the linear layer `[outputs, inputs]` can take `x`, with
/// torch's error if not.
func checkProduct<Scalar>(_ x: Tensor<Scalar>, _ inputs: Int, _ outputs: Int) throws {
  guard x.rank > 0, x.extent(-1) != inputs else { return }
  let features = x.extent(-1)
  let rows = features == 0 ? 0 : x.count / features
  throw PythonError(
    type: .runtimeError,
    message: "mat1 and mat2 shapes cannot be multiplied (\(rows)x\(features) and "
      + "\(inputs)x\(outputs))")
}

/// Checks that a convolution with `weight` can take `x`, with torch's error if not.
func checkConvolution<Scalar>(_ x: Tensor<Scalar>, weight: Tensor<Scalar>) throws {
  guard x.rank == 4 else {
    throw PythonError(
      type: .runtimeError,
      message: "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: "
        + "\(x.shape)")
  }
  guard x.extent(1) != weight.extent(1) else { return }
  throw PythonError(
    type: .runtimeError,
    message: "Given groups=1, weight of size \(weight.shape), expected input\(x.shape) to have "
      + "\(weight.extent(1)) channels, but got \(x.extent(1)) channels instead")
}

/// The elements of `x` as `[count, …]`, with torch's error if they do not divide.
func inRows<Scalar>(_ x: Tensor<Scalar>, _ count: Int) throws -> Tensor<Scalar> {
  guard count > 0, x.count % count == 0 else {
    throw PythonError(
      type: .runtimeError,
      message: "shape '[\(count), -1]' is invalid for input of size \(x.count)")
  }
  return x.reshaped([count, -1])
}

extension Tensor {
  /// The sum with a tensor of the same rank.
  ///
  /// - Throws: torch's `RuntimeError` for shapes that do not broadcast.
  func adding(_ other: Tensor) throws -> Tensor {
    try requireBroadcastable(shape, other.shape)
    return self + other
  }
}

/// Refuses shapes that do not broadcast against each other, in torch's words: shapes that come from
/// the caller's own latents, masks and embeddings.
public func requireBroadcastable(_ a: [Int], _ b: [Int]) throws {
  let rank = max(a.count, b.count)
  func extent(_ shape: [Int], _ axis: Int) -> Int {
    let index = axis - (rank - shape.count)
    return index < 0 ? 1 : shape[index]
  }
  for axis in (0..<rank).reversed() {
    let (left, right) = (extent(a, axis), extent(b, axis))
    guard left != right, left != 1, right != 1 else { continue }
    throw PythonError.sizes(left, right, dimension: axis)
  }
}

extension PythonError {
  /// torch's error for two sizes that do not broadcast.
  static func sizes(_ a: Int, _ b: Int, dimension: Int) -> PythonError {
    PythonError(
      type: .runtimeError,
      message: "The size of tensor a (\(a)) must match the size of tensor b (\(b)) at non-singleton"
        + " dimension \(dimension)")
  }

  /// torch's error for two sequences of tokens that are put side by side, with other numbers of rows.
  static func unequalRows(_ first: Int, _ second: Int) -> PythonError {
    PythonError(
      type: .runtimeError,
      message: "Sizes of tensors must match except in dimension 1. Expected size \(first) but got"
        + " size \(second) for tensor number 1 in the list.")
  }
}
