import Checkpoints
public import Tensors

/// Turns pictures into what CLIP takes (`transformers/models/clip/image_processing_clip.py`, the slow one).
///
/// The safety checker uses it as its `feature_extractor`.
public struct CLIPImageProcessor: Sendable, Hashable {
  /// Whether pictures are resized to `size`.
  public var doResize = true
  /// The size to resize to.
  public var size = Size.shortestEdge(224)
  /// The filter of the resizing.
  public var resample = ResamplingFilter.bicubic
  /// Whether the middle of `cropHeight` by `cropWidth` is cut out.
  public var doCenterCrop = true
  /// The height of the part.
  public var cropHeight = 224
  /// The width of the part.
  public var cropWidth = 224
  /// Whether values are multiplied by `rescaleFactor`.
  public var doRescale = true
  /// What values are multiplied by.
  public var rescaleFactor = 1.0 / 255.0
  /// Whether `imageMean` is subtracted, and the result divided by `imageStd`.
  public var doNormalize = true
  /// The mean of each channel, or one for all.
  public var imageMean = [0.48145466, 0.4578275, 0.40821073]
  /// The standard deviation of each channel, or one for all.
  public var imageStd = [0.26862954, 0.26130258, 0.27577711]
  /// Whether pictures are converted to RGB.
  public var doConvertRGB = true

  /// A size to resize to.
  public enum Size: Sendable, Hashable {
    /// The length of the shorter side; the other keeps the ratio.
    case shortestEdge(Int)
    /// Both sides.
    case exact(height: Int, width: Int)
    /// Sizes that other processors know; refused when a picture is resized.
    case other
  }

  /// The processor of CLIP ViT-L/14.
  public init() {}

  /// Pictures as `pixel_values`, `[N, C, H, W]`.
  ///
  /// - Throws: `PythonError` with transformers' text.
  public func preprocess<Scalar>(_ images: [Image]) throws -> Tensor<Scalar> {
    let tensors: [Tensor<Scalar>] = try images.map { image in
      var image = doConvertRGB ? image.converted(to: .rgb) : image
      guard image.mode.channels > 1 else {
        throw PythonError.value("Unsupported number of image dimensions: 2")
      }
      guard image.mode == .rgb else {
        throw PythonError.value("Unable to infer channel dimension format")
      }
      if doResize { image = try resized(image) }
      if doCenterCrop { image = try centerCropped(image) }
      return try values(image)
    }
    guard let first = tensors.first, tensors.allSatisfy({ $0.shape == first.shape }) else {
      throw PythonError.value(
        "Unable to create tensor, you should probably activate padding with 'padding=True' to have"
          + " batched tensors with the same length.")
    }
    return .stacked(tensors)
  }

  private func resized(_ image: Image) throws -> Image {
    switch size {
    case .exact(let height, let width):
      return try image.resized(width: width, height: height, filter: resample)
    case .shortestEdge(let edge):
      let (short, long) = (min(image.width, image.height), max(image.width, image.height))
      guard short > 0 else { throw VaeImageProcessor.divisionByZero }
      let newLong = Double(edge) * Double(long) / Double(short)
      guard newLong < Double(Image.maximumPixelCount) else {
        throw ImageError(problem: "a picture of \(long)×\(short) pixels is too long to be resized")
      }
      let isTall = image.width <= image.height
      return try image.resized(
        width: isTall ? edge : Int(newLong), height: isTall ? Int(newLong) : edge, filter: resample)
    case .other:
      throw PythonError.value(
        "Size must contain either 'shortest_edge' or 'height' and 'width'.")
    }
  }

  /// The middle of the picture, with black around it where the picture is smaller.
  private func centerCropped(_ image: Image) throws -> Image {
    let (top, padTop) = cropStart(image.height, cropHeight)
    let (left, padLeft) = cropStart(image.width, cropWidth)
    return try image.cropped(
      left: left - padLeft, top: top - padTop, right: left - padLeft + cropWidth,
      bottom: top - padTop + cropHeight)
  }

  /// Where the cut starts in the padded line, and how much is padded before the picture.
  private func cropStart(_ length: Int, _ target: Int) -> (start: Int, padding: Int) {
    let start = floorDivision(length - target, 2)
    guard start < 0 || start + target > length else { return (start, 0) }
    let padding = (max(target, length) - length + 1) / 2
    return (max(0, start + padding), padding)
  }

  private func values<Scalar>(_ image: Image) throws -> Tensor<Scalar> {
    let channels = image.mode.channels
    let (mean, deviation) = try (perChannel(imageMean, "mean"), perChannel(imageStd, "std"))
    // 8-bit values have 256 results in each channel.
    let levels: [[Scalar]] = (0..<channels).map { channel in
      (0..<256).map { level in
        let value = doRescale ? Scalar(Double(level) * rescaleFactor) : Scalar(level)
        guard doNormalize else { return value }
        return (value - Scalar(mean[channel])) / Scalar(deviation[channel])
      }
    }
    return Tensor(unsafeUninitialized: [channels, image.height, image.width]) { target in
      let count = image.width * image.height
      for channel in 0..<channels {
        for pixel in 0..<count {
          target[channel * count + pixel] =
            levels[channel][Int(image.pixels[pixel * channels + channel])]
        }
      }
    }
  }

  private func perChannel(_ values: [Double], _ name: String) throws -> [Double] {
    if values.count == 1 { return [Double](repeating: values[0], count: 3) }
    guard values.count == 3 || !doNormalize else {
      throw PythonError.value(
        "\(name) must have 3 elements if it is an iterable, got \(values.count)")
    }
    return values.count == 3 ? values : [0, 0, 0]
  }
}
