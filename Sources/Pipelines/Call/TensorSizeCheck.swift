import Checkpoints
import Foundation

/// The most elements of a tensor whose size a call alone decides.
private let largestElementCount = 1 << 31

/// Checks the shape of a tensor that follows from the numbers of a call before it is made.
///
/// - Throws: torch's `RuntimeError` for a negative extent; `UnsupportedError` where the memory could
///   not be had.
func checkTensorSize(_ shape: [Int]) throws {
  if let negative = shape.first(where: { $0 < 0 }) {
    let extents = shape.map(String.init).joined(separator: ", ")
    throw PythonError(
      type: .runtimeError,
      message: "Trying to create tensor with negative dimension \(negative): [\(extents)]")
  }
  guard shape.reduce(1.0, { $0 * Double($1) }) <= Double(largestElementCount) else {
    throw UnsupportedError("the call needs a tensor of shape \(shape), which is too large")
  }
}
