import Checkpoints
import Tensors

/// The guidance scale that a model is told, as upstream makes a tensor of it.
struct FluxGuidance<Scalar: TensorScalar> {
  let scale: ArgumentValue<Scalar>
  /// Whether a whole number stays one.
  var keepsIntegers = false

  /// The scale for `count` pictures, and how a transcript shows it.
  func rows(_ count: Int) throws -> (tensor: Tensor<Scalar>, entry: Transcript<Scalar>.Entry) {
    guard let number = scale.number else {
      throw keepsIntegers
        ? PythonError(type: .runtimeError, message: "Could not infer dtype of NoneType")
        : PythonError.type(
          "full() received an invalid combination of arguments - got (list, NoneType)")
    }
    let tensor = Tensor(repeating: Scalar(number), shape: [count])
    if keepsIntegers, case .int(let whole) = scale {
      return (tensor, .integers(Array(repeating: whole, count: count), shape: [count]))
    }
    return (tensor, .floats(tensor))
  }
}
