import Checkpoints
import Images
import Pipelines
import Tensors

/// What follows from the 8-bit pictures of the run itself, which may differ from the golden's by a
/// level: it is judged from those, not from the golden's.
struct OwnPixels {
  let request: Request
  let actual: RecordedTranscript

  /// The safety checker's input from the pictures that the run gave its feature extractor.
  func clipInput() throws -> [Double]? {
    guard let pictures = try pictures("feature_extractor.preprocess.0.in.images") else {
      return nil
    }
    let folder = ComponentFolder(request.checkpoint.appending(path: "feature_extractor"))
    let processor = try CLIPImageProcessor(folder.configuration("preprocessor_config.json"))
    let pixels: Tensor<Double> = try processor.preprocess(pictures)
    return pixels.values
  }

  /// The finished pictures of a call with `padding_mask_crop`, from what the run decoded.
  func overlaidPictures() throws -> [Int]? {
    let arguments = try request.arguments(Double.self)
    guard case .int(let padding) = arguments["padding_mask_crop"],
      case .image(let mask) = arguments["mask_image"],
      case .image(let original) = arguments["image"], let decoded = try decodedTensor()
    else { return nil }
    let processor = VaeImageProcessor()
    let crop = try VaeImageProcessor.cropRegion(
      mask: mask, width: decoded.shape[3], height: decoded.shape[2], pad: padding)
    let overlaid = try processor.images(decoded).map {
      try processor.applyOverlay(
        mask: mask, original: original, image: $0, cropCoordinates: crop)
    }
    return overlaid.flatMap { $0.pixels.map { Int($0) } }
  }

  private func pictures(_ name: String) throws -> [Image]? {
    guard let shape = actual.shape(name), shape.count == 4, shape[3] == 3,
      case .integers(let samples)? = try actual.values(name)
    else { return nil }
    let size = shape[1] * shape[2] * shape[3]
    return (0..<shape[0]).map { index in
      let pixels = samples[(index * size)..<((index + 1) * size)].map { UInt8(clamping: $0) }
      return Image(width: shape[2], height: shape[1], mode: .rgb, pixels: pixels)
    }
  }

  /// The last pictures that the run decoded, `[N, C, H, W]`.
  private func decodedTensor() throws -> Tensor<Double>? {
    let name = actual.order.last { $0.hasPrefix("vae.decode.") && $0.hasSuffix(".out.sample") }
    guard let name, let shape = actual.shape(name), shape.count == 4,
      case .floats(let values)? = try actual.values(name)
    else { return nil }
    return Tensor(values, shape: shape)
  }
}
