import Checkpoints
import Images
import Tensors

extension Arguments {
  /// A picture, a tensor or a list of one of them.
  ///
  /// - Throws: `PythonError` as `VaeImageProcessor.preprocess` for anything else.
  func imageInput(_ name: String) throws -> ImageInput<Scalar> {
    let value = self[name]
    if case .tensor(let tensor) = value { return .tensor(tensor) }
    let images = value.elements.compactMap(\.picture)
    let tensors = value.elements.compactMap(\.tensorValue)
    if images.count == value.elements.count, !images.isEmpty { return .images(images) }
    if tensors.count == value.elements.count, !tensors.isEmpty { return .tensors(tensors) }
    throw PythonError.value(
      "Input is in incorrect format. Currently, we only support <class 'PIL.Image.Image'>, <class"
        + " 'numpy.ndarray'>, <class 'torch.Tensor'>")
  }

  /// The one picture of an argument that has been checked to be one.
  func picture(_ name: String) throws -> Image {
    guard let image = self[name].picture else {
      throw ArgumentError(
        className: "pipeline", argument: name, problem: "should be a picture")
    }
    return image
  }
}

extension ArgumentValue {
  fileprivate var picture: Image? {
    if case .image(let image) = self { return image }
    return nil
  }

  fileprivate var tensorValue: Tensor<Scalar>? {
    if case .tensor(let tensor) = self { return tensor }
    return nil
  }
}
