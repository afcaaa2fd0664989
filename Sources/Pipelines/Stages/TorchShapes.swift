import Checkpoints
import Tensors

/// Refuses shapes that do not broadcast against each other, in torch's words: shapes that come from
/// the caller's own latents, masks and embeddings.
func requireBroadcastable(_ a: [Int], _ b: [Int]) throws {
  let rank = max(a.count, b.count)
  func extent(_ shape: [Int], _ axis: Int) -> Int {
    let index = axis - (rank - shape.count)
    return index < 0 ? 1 : shape[index]
  }
  for axis in (0..<rank).reversed() {
    let (left, right) = (extent(a, axis), extent(b, axis))
    guard left != right, left != 1, right != 1 else { continue }
    throw PythonError(
      type: .runtimeError,
      message: "The size of tensor a (\(left)) must match the size of tensor b (\(right)) at"
        + " non-singleton dimension \(axis)")
  }
}

/// `torch.cat`, which refuses tensors whose other extents differ.
func concatenated<Scalar>(_ tensors: [Tensor<Scalar>], _ axis: Int) throws -> Tensor<Scalar> {
  try requireConcatenable(tensors, axis)
  return .concatenated(tensors, axis)
}

/// Refuses tensors that `torch.cat` refuses, in its words.
func requireConcatenable<Scalar>(_ tensors: [Tensor<Scalar>], _ axis: Int) throws {
  guard let first = tensors.first else { return }
  let joined = axis < 0 ? axis + first.rank : axis
  for (number, tensor) in tensors.enumerated() {
    guard tensor.rank == first.rank else {
      throw PythonError(
        type: .runtimeError,
        message: "Tensors must have same number of dimensions: got \(first.rank) and \(tensor.rank)"
      )
    }
    for other in 0..<first.rank where other != joined && tensor.shape[other] != first.shape[other] {
      throw PythonError(
        type: .runtimeError,
        message: "Sizes of tensors must match except in dimension \(joined). Expected size"
          + " \(first.shape[other]) but got size \(tensor.shape[other]) for tensor number"
          + " \(number) in the list.")
    }
  }
}
