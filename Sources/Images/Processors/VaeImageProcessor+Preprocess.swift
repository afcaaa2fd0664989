import Checkpoints
public import Tensors

extension VaeImageProcessor {
  /// Pictures, arrays or tensors as the tensor `[N, C, H, W]` that an autoencoder takes.
  ///
  /// - Parameters:
  ///   - height: the new height, that of the first picture if nil; rounded down to the scale factor.
  ///   - width: the new width, likewise.
  ///   - resizeMode: how pictures (not tensors) are brought to that size.
  ///   - cropCoordinates: the part of each picture (not tensor) to take.
  ///   - warn: called with the text of diffusers' warning when values are already in -1…1.
  /// - Throws: `PythonError` with diffusers' text; `ImageError` for sizes beyond any memory.
  public func preprocess<Scalar>(
    _ image: ImageInput<Scalar>, height: Int? = nil, width: Int? = nil,
    resizeMode: ResizeMode = .default, cropCoordinates: CropRegion? = nil,
    warn: (String) -> Void = { _ in }
  ) throws -> Tensor<Scalar> {
    var result: Tensor<Scalar>
    switch image {
    case .images(let images):
      result = try tensor(
        images, height: height, width: width, resizeMode: resizeMode, crop: cropCoordinates)
    case .array(let array): result = try stackedArrays([expanded(array: array)])
    case .arrays(let arrays): result = try stackedArrays(arrays)
    case .tensor(let tensor): result = try stackedTensors([expanded(tensor: tensor)])
    case .tensors(let tensors): result = try stackedTensors(tensors)
    }
    switch image {
    case .images: break
    case .tensor, .tensors:
      if doConvertGrayscale, result.rank == 3 { result = result.unsqueezed(1) }
      // Latents are left alone.
      if result.shape[1] == vaeLatentChannels { return result }
      result = try resized(result, height: height, width: width)
    case .array, .arrays: result = try resized(result, height: height, width: width)
    }
    return binarizedIfAsked(try normalizedIfAsked(result, warn: warn))
  }

  private func normalizedIfAsked<Scalar>(
    _ images: Tensor<Scalar>, warn: (String) -> Void
  ) throws -> Tensor<Scalar> {
    guard doNormalize else { return images }
    guard images.count > 0 else {
      throw PythonError(
        type: .runtimeError,
        message: "min(): Expected reduction dim to be specified for input.numel() == 0."
          + " Specify the reduction dim with the 'dim' argument.")
    }
    let minimum = images.minimum()
    guard minimum < 0 else { return Self.normalize(images) }
    let range = "[\(Double(minimum).pythonRepr),\(Double(images.maximum()).pythonRepr)]"
    warn(
      "Passing `image` as torch tensor with value range in [-1,1] is deprecated. The expected value"
        + " range for image tensor is [0,1] when passing as pytorch tensor or numpy Array. You passed"
        + " `image` with value range \(range)")
    return images
  }

  private func binarizedIfAsked<Scalar>(_ images: Tensor<Scalar>) -> Tensor<Scalar> {
    doBinarize ? binarize(images) : images
  }

  private func tensor<Scalar>(
    _ images: [Image], height: Int?, width: Int?, resizeMode: ResizeMode, crop: CropRegion?
  ) throws -> Tensor<Scalar> {
    guard let first = images.first else { throw Self.emptyList }
    var images = images
    if let crop {
      images = try images.map {
        try $0.cropped(left: crop.left, top: crop.top, right: crop.right, bottom: crop.bottom)
      }
    }
    if doResize {
      let size = defaultHeightWidth(images.first ?? first, height: height, width: width)
      images = try images.map {
        try resize($0, height: size.height, width: size.width, mode: resizeMode)
      }
    }
    if doConvertRGB { images = images.map { $0.converted(to: .rgb) } }
    if doConvertGrayscale { images = images.map { $0.converted(to: .gray) } }
    return try Image.unitTensor(images)
  }

  /// Resizes a batch by nearest neighbours, if the processor resizes at all.
  private func resized<Scalar>(
    _ images: Tensor<Scalar>, height: Int?, width: Int?
  ) throws -> Tensor<Scalar> {
    let (height, width) = try defaultHeightWidth(images, height: height, width: width)
    guard doResize else { return images }
    let spatial = Array(images.shape.dropFirst(2))
    guard spatial.count == 2 else {
      throw PythonError.value(
        "Input and output must have the same number of spatial dimensions, but got input with"
          + " spatial dimensions of \(spatial) and output size of \([height, width])."
          + " Please provide input tensor in (N, C, d1, d2, ...,dK) format and output size in"
          + " (o1, o2, ...,oK) format.")
    }
    guard height > 0, width > 0, spatial.allSatisfy({ $0 > 0 }) else {
      throw PythonError(
        type: .runtimeError,
        message: "Input and output sizes should be greater than 0, but got input (H: \(spatial[0]),"
          + " W: \(spatial[1])) output (H: \(height), W: \(width))")
    }
    try Image.checkSize(width: width, height: height)
    return interpolate(images, size: [height, width])
  }

  /// A torch tensor of grey pictures without a channel dimension gets one.
  private func expanded<Scalar>(tensor: Tensor<Scalar>) -> Tensor<Scalar> {
    doConvertGrayscale && tensor.rank == 3 ? tensor.unsqueezed(1) : tensor
  }

  /// A numpy array of grey pictures without a channel or batch dimension gets one.
  private func expanded<Scalar>(array: Tensor<Scalar>) -> Tensor<Scalar> {
    guard doConvertGrayscale, array.rank == 3 else { return array }
    return array.extent(-1) == 1 ? array.unsqueezed(0) : array.unsqueezed(-1)
  }

  static let emptyList = PythonError(type: .indexError, message: "list index out of range")
}
