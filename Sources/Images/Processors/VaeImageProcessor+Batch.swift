import Checkpoints
import Tensors

// A list of arrays or tensors becomes one batch, with the errors of numpy and torch.

extension VaeImageProcessor {
  /// `[N, C, H, W]` from numpy arrays: four dimensions are joined, fewer are stacked.
  func stackedArrays<Scalar>(_ arrays: [Tensor<Scalar>]) throws -> Tensor<Scalar> {
    guard let first = arrays.first else { throw Self.emptyList }
    try checkRanks(arrays)
    let shape = first.shape
    var batch: Tensor<Scalar>
    if first.rank == 4 {
      for (index, array) in arrays.enumerated() {
        guard array.rank == 4 else {
          throw PythonError.value(
            "all the input arrays must have same number of dimensions, but the array at index 0 has 4"
              + " dimension(s) and the array at index \(index) has \(array.rank) dimension(s)")
        }
        guard let dimension = (1..<4).first(where: { array.shape[$0] != shape[$0] }) else {
          continue
        }
        throw PythonError.value(
          "all the input array dimensions except for the concatenation axis must match exactly, but"
            + " along dimension \(dimension), the array at index 0 has size \(shape[dimension]) and"
            + " the array at index \(index) has size \(array.shape[dimension])")
      }
      batch = .concatenated(arrays)
    } else {
      guard arrays.allSatisfy({ $0.shape == shape }) else { throw Self.unequalArrays }
      batch = .stacked(arrays)
    }
    if batch.rank == 3 { batch = batch.unsqueezed(-1) }
    return batch.permuted([0, 3, 1, 2]).contiguous()
  }

  /// `[N, C, H, W]` (or `[N, H, W]`) from torch tensors: four dimensions are joined, fewer are stacked.
  func stackedTensors<Scalar>(_ tensors: [Tensor<Scalar>]) throws -> Tensor<Scalar> {
    guard let first = tensors.first else { throw Self.emptyList }
    try checkRanks(tensors)
    let shape = first.shape
    for (index, tensor) in tensors.enumerated() where tensor.shape != shape {
      guard first.rank == 4 else {
        throw PythonError(
          type: .runtimeError,
          message: "stack expects each tensor to be equal size, but got \(shape) at entry 0 and"
            + " \(tensor.shape) at entry \(index)")
      }
      guard tensor.rank == 4 else {
        throw PythonError(
          type: .runtimeError,
          message: "Tensors must have same number of dimensions: got 4 and \(tensor.rank)")
      }
      guard let dimension = (1..<4).first(where: { tensor.shape[$0] != shape[$0] }) else {
        continue
      }
      throw PythonError(
        type: .runtimeError,
        message: "Sizes of tensors must match except in dimension 0. Expected size"
          + " \(shape[dimension]) but got size \(tensor.shape[dimension]) for tensor number \(index)"
          + " in the list.")
    }
    return first.rank == 4 ? .concatenated(tensors) : .stacked(tensors)
  }

  private func checkRanks<Scalar>(_ values: [Tensor<Scalar>]) throws {
    let allowed = values.count == 1 || values[0].rank == 4 ? 2...4 : 2...3
    guard values.allSatisfy({ allowed.contains($0.rank) }) else {
      throw PythonError.value(
        "Input is in incorrect format. Currently, we only support <class 'PIL.Image.Image'>,"
          + " <class 'numpy.ndarray'>, <class 'torch.Tensor'>")
    }
  }

  static let unequalArrays = PythonError.value("all input arrays must have the same shape")
}
