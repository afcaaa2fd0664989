/// A picture as Pillow holds it: a mode and 8-bit samples (16-bit ones in mode `I;16`).
///
/// Pictures are values. What diffusers does to pictures with Pillow (conversions, resampling, pasting,
/// blurring) gives the same bytes here.
public struct Image: Sendable, Hashable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// What the samples of a pixel mean.
  public let mode: Mode
  /// The samples, row by row, those of a pixel next to each other, 16-bit ones with the low byte first.
  public internal(set) var pixels: [UInt8]
  /// Red, green, blue and alpha of each of the 256 colours of mode `P`; empty in other modes.
  var palette: [UInt8] = []
  /// Which pixels a PNG declares transparent without an alpha channel.
  var transparency: Transparency?
  /// The EXIF orientation (1…8) that the file asks for and that has not been applied.
  public internal(set) var orientation: Int?

  /// Pillow's picture modes that diffusers meets, by Pillow's names.
  public enum Mode: String, Sendable, Hashable, CaseIterable {
    /// Black (0) or white (255).
    case bilevel = "1"
    /// Grey.
    case gray = "L"
    /// Grey and alpha.
    case grayAlpha = "LA"
    /// Grey multiplied by alpha, and alpha.
    case premultipliedGrayAlpha = "La"
    /// An index into a palette.
    case palette = "P"
    /// Red, green, blue.
    case rgb = "RGB"
    /// Red, green, blue, alpha.
    case rgba = "RGBA"
    /// Red, green and blue multiplied by alpha, and alpha.
    case premultipliedRGBA = "RGBa"
    /// Grey of 16 bits.
    case gray16 = "I;16"

    /// The bytes that a pixel takes in `Image.pixels`.
    public var bytesPerPixel: Int {
      switch self {
      case .bilevel, .gray, .palette: 1
      case .grayAlpha, .premultipliedGrayAlpha, .gray16: 2
      case .rgb: 3
      case .rgba, .premultipliedRGBA: 4
      }
    }

    /// The channels of a pixel.
    public var channels: Int { self == .gray16 ? 1 : bytesPerPixel }
  }

  /// Transparency outside the pixels, as Pillow's `info["transparency"]`.
  enum Transparency: Sendable, Hashable {
    /// A grey value, or an index of the palette.
    case single(Int)
    /// A colour.
    case color(Int, Int, Int)
    /// The alpha of the palette's first colours.
    case alphas([UInt8])
  }

  /// A picture of `pixels`, of which there must be `width · height · mode.bytesPerPixel`.
  public init(width: Int, height: Int, mode: Mode, pixels: [UInt8]) {
    precondition(width >= 0 && height >= 0, "a picture has no negative size")
    precondition(
      pixels.count == width * height * mode.bytesPerPixel,
      "\(pixels.count) bytes are no \(width)×\(height) picture of mode \(mode.rawValue)")
    self.width = width
    self.height = height
    self.mode = mode
    self.pixels = pixels
  }

  /// A black picture, transparent where its mode has alpha.
  public init(width: Int, height: Int, mode: Mode) {
    self.init(
      width: width, height: height, mode: mode,
      pixels: [UInt8](repeating: 0, count: width * height * mode.bytesPerPixel))
  }

  /// The most pixels a picture may have: more is refused, as Pillow refuses it, as an attack.
  public static let maximumPixelCount = 178_956_970

  /// The samples of the pixel in `row` and `column`, as bytes.
  public subscript(row row: Int, column column: Int) -> ArraySlice<UInt8> {
    let start = (row * width + column) * mode.bytesPerPixel
    return pixels[start..<(start + mode.bytesPerPixel)]
  }

  /// A picture with other pixels and everything else that Pillow hands on (palette, transparency).
  func withPixels(width: Int, height: Int, mode: Mode? = nil, _ pixels: [UInt8]) -> Image {
    var result = Image(width: width, height: height, mode: mode ?? self.mode, pixels: pixels)
    result.transparency = transparency
    result.orientation = orientation
    if result.mode == .palette { result.palette = palette }
    return result
  }

  /// Throws if a picture of this size would be too large to make.
  static func checkSize(width: Int, height: Int) throws {
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    guard overflow || count > maximumPixelCount else { return }
    throw ImageError(
      problem: "a picture of \(width)×\(height) pixels exceeds the limit of"
        + " \(maximumPixelCount) pixels")
  }
}
