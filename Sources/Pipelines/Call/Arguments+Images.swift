import Checkpoints
import Images
import Tensors

extension ArgumentValue {
  /// A picture, a tensor or a list of one of them.
  ///
  /// - Throws: `PythonError` as `VaeImageProcessor.preprocess` for anything else.
  func imageInput() throws -> ImageInput<Scalar> {
    if case .tensor(let tensor) = self { return .tensor(tensor) }
    let images = elements.compactMap(\.picture)
    let tensors = elements.compactMap(\.tensorValue)
    if images.count == elements.count, !images.isEmpty { return .images(images) }
    if tensors.count == elements.count, !tensors.isEmpty { return .tensors(tensors) }
    throw PythonError.value(
      "Input is in incorrect format. Currently, we only support <class 'PIL.Image.Image'>, <class"
        + " 'numpy.ndarray'>, <class 'torch.Tensor'>")
  }
}

extension Arguments {
  /// The pictures of an argument; see `ArgumentValue.imageInput`.
  func imageInput(_ name: String) throws -> ImageInput<Scalar> { try self[name].imageInput() }

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
