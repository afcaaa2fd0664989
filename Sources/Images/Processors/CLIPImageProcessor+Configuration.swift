public import Checkpoints

extension CLIPImageProcessor {
  /// The processor that `preprocessor_config.json` describes.
  ///
  /// - Throws: `CheckpointError` if a value is of the wrong kind or cannot be a size.
  public init(_ configuration: Configuration) throws {
    self.init()
    configuration.ignore(
      "feature_extractor_type", "image_processor_type", "processor_class", "crop_pct",
      "data_format",
      "input_data_format", "return_tensors")
    doResize = try configuration.bool("do_resize", default: doResize)
    if let size = try Self.size("size", in: configuration, isSquare: false) { self.size = size }
    let filter = try configuration.int("resample", default: resample.rawValue)
    guard let filter = ResamplingFilter(rawValue: filter) else {
      throw configuration.error(
        "resample", "\(filter) is no filter of Pillow; expected 0 (nearest) to 5 (hamming)")
    }
    resample = filter
    doCenterCrop = try configuration.bool("do_center_crop", default: doCenterCrop)
    switch try Self.size("crop_size", in: configuration, isSquare: true) {
    case .exact(let height, let width): (cropHeight, cropWidth) = (height, width)
    case .shortestEdge, .other:
      throw configuration.error(
        "crop_size", "expected an integer, or an object with height and width")
    case nil: break
    }
    doRescale = try configuration.bool("do_rescale", default: doRescale)
    rescaleFactor = try configuration.double("rescale_factor", default: rescaleFactor)
    doNormalize = try configuration.bool("do_normalize", default: doNormalize)
    imageMean = try Self.channels("image_mean", in: configuration) ?? imageMean
    imageStd = try Self.channels("image_std", in: configuration) ?? imageStd
    doConvertRGB = try configuration.bool("do_convert_rgb", default: doConvertRGB)
  }

  /// The largest side that a configuration may ask for.
  private static let sideRange = 1...16384

  private static func size(
    _ key: String, in configuration: Configuration, isSquare: Bool
  ) throws -> Size? {
    guard let value = configuration.value(key), !value.isNull else { return nil }
    if value.arrayValue != nil {
      let sides = try configuration.ints(key, in: sideRange)
      guard sides.count == 2 else {
        throw configuration.error(key, "expected height and width, found \(sides.count) numbers")
      }
      return .exact(height: sides[0], width: sides[1])
    }
    guard value.objectValue != nil, let sides = try configuration.nested(key) else {
      let side = try configuration.int(key, in: sideRange)
      return isSquare ? .exact(height: side, width: side) : .shortestEdge(side)
    }
    if sides.has("shortest_edge") {
      sides.ignore("longest_edge")
      return .shortestEdge(try sides.int("shortest_edge", in: sideRange))
    }
    if sides.has("height") {
      return .exact(
        height: try sides.int("height", in: sideRange), width: try sides.int("width", in: sideRange)
      )
    }
    sides.ignore("longest_edge", "max_height", "max_width")
    return .other
  }

  private static func channels(_ key: String, in configuration: Configuration) throws -> [Double]? {
    guard let value = configuration.value(key), !value.isNull else { return nil }
    return value.arrayValue == nil
      ? [try configuration.double(key)] : try configuration.doubles(key)
  }
}
