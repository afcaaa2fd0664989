import Checkpoints

extension VaeImageProcessor {
  /// The picture in another size.
  ///
  /// - Throws: `PythonError` if a size is 0 or less; `ImageError` for sizes beyond any memory.
  public func resize(
    _ image: Image, height: Int, width: Int, mode: ResizeMode = .default
  ) throws -> Image {
    switch mode {
    case .default:
      return try image.resized(
        width: width, height: height, filter: resample, reducingGap: reducingGap)
    case .fill: return try resizeAndFill(image, width: width, height: height)
    case .crop: return try resizeAndCrop(image, width: width, height: height)
    }
  }

  /// Fits the picture inside, centred, and repeats its edges around it.
  private func resizeAndFill(_ image: Image, width: Int, height: Int) throws -> Image {
    let (ratio, sourceRatio) = try ratios(image, width: width, height: height)
    let fitted = try image.resized(
      width: ratio < sourceRatio ? width : floorDivision(image.width * height, image.height),
      height: ratio >= sourceRatio ? height : floorDivision(image.height * width, image.width),
      filter: .lanczos)
    var result = Image(width: width, height: height, mode: .rgb)
    let left = width / 2 - fitted.width / 2
    let top = height / 2 - fitted.height / 2
    try result.paste(fitted, left: left, top: top)
    let (fittedWidth, fittedHeight) = (Double(fitted.width), Double(fitted.height))
    if ratio < sourceRatio, top > 0 {
      for (edge, target) in [(0, 0), (fittedHeight, top + fitted.height)] {
        let box = ImageBox(left: 0, top: edge, right: Double(width), bottom: edge)
        try result.paste(fitted.resized(width: width, height: top, box: box), top: target)
      }
    } else if ratio > sourceRatio, left > 0 {
      for (edge, target) in [(0, 0), (fittedWidth, left + fitted.width)] {
        let box = ImageBox(left: edge, top: 0, right: edge, bottom: Double(height))
        try result.paste(fitted.resized(width: left, height: height, box: box), left: target)
      }
    }
    return result
  }

  /// Fits the picture outside, centred, and cuts off what is too much.
  private func resizeAndCrop(_ image: Image, width: Int, height: Int) throws -> Image {
    let (ratio, sourceRatio) = try ratios(image, width: width, height: height)
    let fitted = try image.resized(
      width: ratio > sourceRatio ? width : floorDivision(image.width * height, image.height),
      height: ratio <= sourceRatio ? height : floorDivision(image.height * width, image.width),
      filter: .lanczos)
    var result = Image(width: width, height: height, mode: .rgb)
    try result.paste(
      fitted, left: width / 2 - fitted.width / 2, top: height / 2 - fitted.height / 2)
    return result
  }

  private func ratios(
    _ image: Image, width: Int, height: Int
  ) throws -> (target: Double, source: Double) {
    guard height != 0, image.height != 0, image.width != 0 else { throw Self.divisionByZero }
    guard height > 0, width > 0 else { throw PythonError.value("height and width must be > 0") }
    try Image.checkSize(width: width, height: height)
    return (Double(width) / Double(height), Double(image.width) / Double(image.height))
  }

  static let divisionByZero = PythonError(type: .zeroDivisionError, message: "division by zero")
}

/// The quotient rounded down, Python's `//`, for a positive divisor.
func floorDivision(_ value: Int, _ divisor: Int) -> Int {
  value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
}
