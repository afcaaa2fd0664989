public import Tensors

extension VaeImageProcessor {
  /// What the autoencoder gave, `[N, C, H, W]`, in the form asked for.
  ///
  /// - Parameter doDenormalize: for each picture whether to map it from -1…1 to 0…1; if nil, all of them
  ///   where `doNormalize` is set.
  /// - Throws: `PythonError` if pictures are asked for and the channels are none of a picture's.
  public func postprocess<Scalar>(
    _ image: Tensor<Scalar>, outputType: ImageOutputType = .pil, doDenormalize: [Bool]? = nil
  ) throws -> ImageOutput<Scalar> {
    if outputType == .latent { return .tensor(image) }
    let result = denormalizedConditionally(image, doDenormalize)
    if outputType == .pt { return .tensor(result) }
    let array = result.permuted([0, 2, 3, 1]).contiguous()
    return outputType == .np ? .array(array) : .images(try Image.images(array))
  }

  /// The pictures of `[N, C, H, W]`, as `postprocess` with the output type `pil`.
  public func images<Scalar>(
    _ image: Tensor<Scalar>, doDenormalize: [Bool]? = nil
  ) throws -> [Image] {
    let result = denormalizedConditionally(image, doDenormalize)
    return try Image.images(result.permuted([0, 2, 3, 1]))
  }

  private func denormalizedConditionally<Scalar>(
    _ images: Tensor<Scalar>, _ flags: [Bool]?
  ) -> Tensor<Scalar> {
    guard let flags else { return doNormalize ? Self.denormalize(images) : images }
    precondition(flags.count >= images.shape[0], "one flag for each picture")
    return .stacked(
      (0..<images.shape[0]).map { flags[$0] ? Self.denormalize(images[$0]) : images[$0] })
  }
}
