import Checkpoints
import Tensors

/// The tokens of a text and of a picture.
struct FluxTokens<Scalar: TensorScalar>: Sendable {
  /// `[N, S, C]`.
  var text: Tensor<Scalar>
  /// `[N, L, C]`.
  var image: Tensor<Scalar>

  /// Both as one sequence, text first: `[N, S + L, C]`.
  consuming func joined() -> Tensor<Scalar> { .concatenated([text, image], 1) }
}

extension FluxTokens {
  /// Tokens that come from a caller, brought to one number of rows: a single row of one input meets
  /// several of another.
  ///
  /// - Parameters:
  ///   - rows: The number of rows of the time's embedding.
  ///   - places: The number of places that tokens have.
  /// - Throws: torch's `RuntimeError` for tokens that do not fit each other.
  init(
    text: consuming Tensor<Scalar>, image: consuming Tensor<Scalar>, rows: Int, places: Int
  ) throws {
    guard text.rank == 3, image.rank == 3 else {
      throw PythonError(
        type: .runtimeError,
        message: "Tensors must have same number of dimensions: got \(text.rank + 1) and"
          + " \(image.rank + 1)")
    }
    self.text = try text.meeting(rows)
    self.image = try image.meeting(rows)
    let (texts, images) = (self.text.extent(0), self.image.extent(0))
    guard texts == images else {
      throw PythonError.unequalRows(texts, images)
    }
    let count = text.extent(1) + image.extent(1)
    guard count == places else { throw PythonError.sizes(count, places, dimension: 1) }
  }
}

extension Tensor {
  /// The tensor with as many rows as it has after a product with one of `rows` rows.
  fileprivate func meeting(_ rows: Int) throws -> Tensor {
    let own = extent(0)
    if own == rows || rows == 1 { return self }
    guard own == 1 else { throw PythonError.sizes(own, rows, dimension: 0) }
    return expanded(to: [rows] + shape.dropFirst())
  }
}
