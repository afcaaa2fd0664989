import DiffusionModels
import Images
import Tensors

/// The picture of an inpainting call and its mask, preprocessed: whole, or cropped around the mask.
struct MaskedPicture<Scalar: TensorScalar> {
  /// `[N, 3, H, W]`, -1…1.
  let image: Tensor<Scalar>
  /// `[N, 1, H, W]`: 1 where the picture is to be filled in.
  let mask: Tensor<Scalar>
  private let processor: VaeImageProcessor
  /// With `padding_mask_crop`, the part of the picture that is worked on.
  let crop: CropRegion?
  private let run: PipelineRun<Scalar>

  /// - Parameters:
  ///   - asked: The size to work in; a missing side is the picture's own.
  ///   - maskSize: The mask's size, if it is not that of the picture.
  init(
    _ run: PipelineRun<Scalar>, _ parts: some LatentDiffusionParts<Scalar>,
    _ asked: (height: Int?, width: Int?), maskSize: (height: Int, width: Int)? = nil
  ) throws {
    try self.init(
      run, parts.imageProcessor,
      mask: .mask(scaleFactor: parts.scaleFactor), asked, maskSize: maskSize)
  }

  /// - Parameters:
  ///   - maskProcessor: What brings the mask to the size.
  ///   - asked: The size to work in; a missing side is the picture's own.
  ///   - maskSize: The mask's size, if it is not that of the picture.
  ///   - input: The picture, if the call's has been changed already.
  init(
    _ run: PipelineRun<Scalar>, _ processor: VaeImageProcessor,
    mask maskProcessor: VaeImageProcessor,
    _ asked: (height: Int?, width: Int?), maskSize: (height: Int, width: Int)? = nil,
    image input: ImageInput<Scalar>? = nil
  ) throws {
    self.run = run
    self.processor = processor
    var size = asked
    if let padding = run.arguments.int("padding_mask_crop") {
      let whole = try processor.defaultHeightWidth(
        run.arguments.picture("image"), height: size.height, width: size.width)
      size = (size.height ?? whole.height, size.width ?? whole.width)
      crop = try VaeImageProcessor.cropRegion(
        mask: run.arguments.picture("mask_image"), width: size.width ?? 0,
        height: size.height ?? 0, pad: padding)
    } else {
      crop = nil
    }
    let mode: ResizeMode = crop == nil ? .default : .fill
    image = try processor.preprocess(
      input ?? run.arguments.imageInput("image"), height: size.height, width: size.width,
      resizeMode: mode, cropCoordinates: crop, warn: run.warn)
    mask = try maskProcessor.preprocess(
      run.arguments.imageInput("mask_image"), height: maskSize?.height ?? size.height,
      width: maskSize?.width ?? size.width,
      resizeMode: mode, cropCoordinates: crop, warn: run.warn)
  }

  /// The size of what is worked on.
  var size: (height: Int, width: Int) { (image.extent(-2), image.extent(-1)) }

  /// Whether the caller gives latents for a picture.
  var isLatent: Bool { image.shape[1] == 4 }

  /// The picture with what is to be filled in set to 0.
  ///
  /// - Throws: torch's error if they differ in size, as latents and a mask for pixels do.
  func masked() throws -> Tensor<Scalar> {
    try requireBroadcastable(image.shape, mask.shape)
    return image * mask.less(0.5)
  }

  /// With a crop, the pictures pasted into the original.
  func overlaid(_ output: ImageOutput<Scalar>) throws -> ImageOutput<Scalar> {
    guard let crop, case .images(let pictures) = output else { return output }
    let mask = try run.arguments.picture("mask_image")
    let original = try run.arguments.picture("image")
    return .images(
      try pictures.map {
        try processor.applyOverlay(
          mask: mask, original: original, image: $0, cropCoordinates: crop)
      })
  }
}

extension VaeImageProcessor {
  /// What makes 0 and 1 of a mask.
  ///
  /// - Parameter channels: A tensor of so many channels is left alone.
  static func mask(scaleFactor: Int, latentChannels channels: Int = 4) -> VaeImageProcessor {
    VaeImageProcessor(
      vaeScaleFactor: scaleFactor, vaeLatentChannels: channels, doNormalize: false,
      doBinarize: true, doConvertGrayscale: true)
  }
}
