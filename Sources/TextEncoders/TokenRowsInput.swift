import Checkpoints
import Tensors

/// Rows of token ids as a text encoder takes them, of one length, with a mask of the same shape.
struct TokenRowsInput {
  let ids: [[Int]]
  let mask: [[Int]]?
  let length: Int

  /// Checks the shapes, which a tensor would have by itself.
  init(_ ids: [[Int]], _ mask: [[Int]]?) throws(PythonError) {
    let length = ids.first?.count ?? 0
    guard length > 0, ids.allSatisfy({ $0.count == length }) else {
      throw PythonError(
        type: .valueError, message: "input_ids must be rows of one length, and not empty")
    }
    if let mask {
      guard mask.map(\.count) == ids.map(\.count) else {
        throw PythonError(
          type: .valueError, message: "attention_mask must have the shape of input_ids")
      }
    }
    self.ids = ids
    self.mask = mask
    self.length = length
  }

  /// - Throws: torch's `IndexError` if an id has no embedding.
  func checkVocabulary(_ size: Int) throws(PythonError) {
    guard ids.allSatisfy({ $0.allSatisfy { (0..<size).contains($0) } }) else {
      throw PythonError(type: .indexError, message: "index out of range in self")
    }
  }

  /// What the mask adds to the scores of the keys, `[B, 1, 1, L]`: the least finite number where
  /// there is padding, so that a query that may see nothing else attends to that evenly.
  func additiveMask<Scalar: TensorScalar>(_: Scalar.Type) -> Tensor<Scalar>? {
    let least = -Scalar.greatestFiniteMagnitude
    return mask.map { mask in
      Tensor(mask.flatMap { $0.map { $0 == 1 ? 0 : least } }).reshaped([mask.count, 1, 1, length])
    }
  }
}
