import Checkpoints

// What inpainting does around the denoising: the region of the mask, and the result over the original.

extension VaeImageProcessor {
  /// The picture under a Gaussian blur of radius `blurFactor`.
  ///
  /// - Throws: `PythonError` for modes that Pillow does not blur, and negative radii.
  public static func blur(_ image: Image, blurFactor: Double = 4) throws -> Image {
    try image.gaussianBlurred(radius: blurFactor)
  }

  /// The rectangle around everything that is not black in `mask`, with `pad` pixels more on each side,
  /// grown to the shape of `width` by `height`; that of diffusers' `get_crop_region`.
  ///
  /// - Throws: `PythonError` if a ratio has no value.
  public static func cropRegion(
    mask: Image, width: Int, height: Int, pad: Int = 0
  ) throws -> CropRegion {
    let mask = mask.converted(to: .gray)
    let columns = (0..<mask.width).filter { column in
      (0..<mask.height).contains { mask.pixels[$0 * mask.width + column] != 0 }
    }
    let rows = (0..<mask.height).filter { row in
      mask.pixels[(row * mask.width)..<((row + 1) * mask.width)].contains { $0 != 0 }
    }
    let pad = min(max(pad, -sizeLimit), sizeLimit)
    // A black mask is left out from both sides.
    let left = max((columns.first ?? mask.width) - pad, 0)
    let top = max((rows.first ?? mask.height) - pad, 0)
    let right = min((columns.last ?? -1) + 1 + pad, mask.width)
    let bottom = min((rows.last ?? -1) + 1 + pad, mask.height)
    guard bottom != top, height != 0 else { throw divisionByZero }
    let ratio = Double(width) / Double(height)
    var horizontal = Span(start: left, end: right)
    var vertical = Span(start: top, end: bottom)
    if Double(horizontal.length) / Double(vertical.length) > ratio {
      guard ratio != 0 else {
        throw PythonError(type: .zeroDivisionError, message: "float division by zero")
      }
      vertical.grow(to: Double(horizontal.length) / ratio, limit: mask.height)
    } else {
      horizontal.grow(to: Double(vertical.length) * ratio, limit: mask.width)
    }
    return CropRegion(
      left: horizontal.start, top: vertical.start, right: horizontal.end, bottom: vertical.end)
  }

  /// Beyond every size of a picture.
  fileprivate static let sizeLimit = 1 << 40

  /// One dimension of a crop region.
  private struct Span {
    var start: Int
    var end: Int
    var length: Int { end - start }

    mutating func grow(to length: Double, limit: Int) {
      let room = length - Double(self.length)
      let growth = Int(min(max(room, -Double(sizeLimit)), Double(sizeLimit)))
      start -= floorDivision(growth, 2)
      end += growth - floorDivision(growth, 2)
      if end >= limit {
        start -= end - limit
        end = limit
      }
      if start < 0 {
        end -= start
        start = 0
      }
      if end >= limit { end = limit }
    }
  }

  /// `image` where `mask` is white and `original` where it is black; with `cropCoordinates`, `image`
  /// first goes back to where it was cut out.
  ///
  /// - Throws: `PythonError` if the mask has another size than the original.
  public func applyOverlay(
    mask: Image, original: Image, image: Image, cropCoordinates: CropRegion? = nil
  ) throws -> Image {
    let (width, height) = (original.width, original.height)
    var overlay = Image(width: width, height: height, mode: .premultipliedRGBA)
    try overlay.paste(
      original.converted(to: .rgba).converted(to: .premultipliedRGBA),
      mask: mask.converted(to: .gray).inverted())
    var image = image
    if let region = cropCoordinates {
      var base = Image(width: width, height: height, mode: .rgba)
      let part = try resize(
        image, height: region.bottom - region.top, width: region.right - region.left, mode: .crop)
      try base.paste(part, left: region.left, top: region.top)
      image = base.converted(to: .rgb)
    }
    var result = image.converted(to: .rgba)
    let background = try result.cropped(left: 0, top: 0, right: width, bottom: height)
    try result.paste(background.alphaComposited(with: overlay.converted(to: .rgba)))
    return result.converted(to: .rgb)
  }
}
