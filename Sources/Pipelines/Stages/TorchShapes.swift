import Checkpoints
import DiffusionModels
import Tensors

/// Refuses a shape that Python cannot unpack into `count` names, in its words.
func requireUnpackable(_ shape: [Int], into count: Int) throws {
  guard shape.count != count else { return }
  throw PythonError.value(
    shape.count > count
      ? "too many values to unpack (expected \(count))"
      : "not enough values to unpack (expected \(count), got \(shape.count))")
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
