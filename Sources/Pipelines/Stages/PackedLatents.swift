import Checkpoints
import Tensors

// Latents as a transformer's tokens: squares of 2 by 2 numbers of every channel.

extension Tensor {
  /// Latents `[N, C, H, W]`, or as many numbers, as tokens `[N, H/2 · W/2, 4 C]` (`_pack_latents`).
  ///
  /// - Throws: torch's error for another number of elements.
  func packed(_ batch: Int, channels: Int, height: Int, width: Int) throws -> Tensor {
    let (rows, columns) = (height / 2, width / 2)
    return try viewed([batch, channels, rows, 2, columns, 2])
      .permuted([0, 2, 4, 1, 3, 5]).reshaped([batch, rows * columns, channels * 4])
  }

  /// Tokens as latents `[N, C, height, width]` (`_unpack_latents`).
  ///
  /// - Throws: torch's error for another number of tokens.
  func unpacked(height: Int, width: Int) throws -> Tensor {
    try requireUnpackable(shape, into: 3)
    let (batch, channels) = (shape[0], shape[2] / 4)
    return try viewed([batch, height / 2, width / 2, channels, 2, 2])
      .permuted([0, 3, 1, 4, 2, 5]).reshaped([batch, channels, height, width])
  }

  /// `view(shape)`, which refuses a shape of another number of elements in torch's words.
  func viewed(_ shape: [Int]) throws -> Tensor {
    guard shape.allSatisfy({ $0 >= 0 }), shape.reduce(1, *) == count else {
      throw PythonError(
        type: .runtimeError, message: "shape '\(shape)' is invalid for input of size \(count)")
    }
    return reshaped(shape)
  }
}

/// The places of the tokens of latents, `[rows · columns, 3]`: the number of the picture, row and
/// column.
func tokenPlaces<Scalar: TensorScalar>(
  rows: Int, columns: Int, picture: Int = 0
) throws -> Tensor<Scalar> {
  try checkTensorSize([rows, columns, 3])
  let coordinates = [
    Tensor(repeating: Scalar(picture), shape: [rows, columns]),
    Tensor.arange(rows).reshaped([rows, 1]).expanded(to: [rows, columns]),
    Tensor.arange(columns).reshaped([1, columns]).expanded(to: [rows, columns]),
  ]
  return Tensor.stacked(coordinates, 2).reshaped([rows * columns, 3])
}
