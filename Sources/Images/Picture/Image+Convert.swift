// Conversions between modes, as `Image.convert` of Pillow (PIL/Image.py, libImaging/Convert.c).

extension Image {
  /// The picture in another mode, as `Image.convert(mode)` of Pillow, with dithering to `1`.
  ///
  /// `target` is any mode but `P` and `I;16`, which diffusers never converts to.
  public func converted(to target: Mode) -> Image {
    if target == mode { return self }
    precondition(target != .palette && target != .gray16, "no conversion to \(target.rawValue)")
    if let transparency, hasColorKey(for: target) {
      return promoted(to: target, transparency: transparency)
    }
    var source = self
    if mode == .palette, target.hasAlpha { source.applyPaletteTransparency() }
    var result = source.convertedPixels(to: target)
    result.transparency = source.convertedTransparency(to: target)
    return result
  }

  private func convertedPixels(to target: Mode) -> Image {
    switch (mode, target) {
    case (.palette, _): return convertedFromPalette(to: target)
    case (.gray, .bilevel), (.rgb, .bilevel): return dithered()

    case (.bilevel, .gray): return map(to: target) { $1[0] = $0[0] != 0 ? 255 : 0 }
    case (.bilevel, .rgb), (.bilevel, .rgba), (.bilevel, .grayAlpha):
      return convertedPixels(to: .gray).convertedPixels(to: target)

    case (.gray, .grayAlpha): return map(to: target) { ($1[0], $1[1]) = ($0[0], 255) }
    case (.gray, .rgb): return map(to: target) { ($1[0], $1[1], $1[2]) = ($0[0], $0[0], $0[0]) }
    case (.gray, .rgba):
      return map(to: target) { ($1[0], $1[1], $1[2], $1[3]) = ($0[0], $0[0], $0[0], 255) }

    case (.grayAlpha, .gray): return map(to: target) { $1[0] = $0[0] }
    case (.grayAlpha, .rgb):
      return map(to: target) { ($1[0], $1[1], $1[2]) = ($0[0], $0[0], $0[0]) }
    case (.grayAlpha, .rgba):
      return map(to: target) { ($1[0], $1[1], $1[2], $1[3]) = ($0[0], $0[0], $0[0], $0[1]) }
    case (.grayAlpha, .premultipliedGrayAlpha):
      return map(to: target) { ($1[0], $1[1]) = (scaled($0[0], by: $0[1]), $0[1]) }
    case (.premultipliedGrayAlpha, .grayAlpha):
      return map(to: target) { ($1[0], $1[1]) = (unscaled($0[0], by: $0[1]), $0[1]) }

    case (.rgb, .gray), (.rgba, .gray): return map(to: target) { $1[0] = luma($0) }
    case (.rgb, .grayAlpha), (.rgb, .premultipliedGrayAlpha):
      return map(to: target) { ($1[0], $1[1]) = (luma($0), 255) }
    case (.rgb, .rgba), (.rgb, .premultipliedRGBA):
      return map(to: target) { ($1[0], $1[1], $1[2], $1[3]) = ($0[0], $0[1], $0[2], 255) }

    case (.rgba, .grayAlpha): return map(to: target) { ($1[0], $1[1]) = (luma($0), $0[3]) }
    case (.rgba, .rgb): return map(to: target) { ($1[0], $1[1], $1[2]) = ($0[0], $0[1], $0[2]) }
    case (.rgba, .premultipliedRGBA):
      return map(to: target) { source, target in
        for channel in 0..<3 { target[channel] = scaled(source[channel], by: source[3]) }
        target[3] = source[3]
      }
    case (.premultipliedRGBA, .rgba):
      return map(to: target) { source, target in
        for channel in 0..<3 { target[channel] = unscaled(source[channel], by: source[3]) }
        target[3] = source[3]
      }

    // Pillow saturates 16-bit grey; it does not scale it.
    case (.gray16, .gray): return map(to: target) { $1[0] = $0[1] != 0 ? 255 : $0[0] }

    default: return convertedPixels(to: intermediateMode).convertedPixels(to: target)
    }
  }

  /// The mode to go through where there is no direct conversion.
  private var intermediateMode: Mode {
    switch mode {
    case .premultipliedGrayAlpha: .grayAlpha
    case .premultipliedRGBA: .rgba
    case .rgba, .palette: .rgb
    case .gray: .rgb
    case .rgb: .rgba
    case .bilevel, .grayAlpha, .gray16: .gray
    }
  }

  /// Calls `body` with the bytes of each pixel and of its place in the new picture.
  @inline(__always)
  func map(
    to target: Mode, _ body: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Void
  ) -> Image {
    let (count, step, targetStep) = (width * height, mode.bytesPerPixel, target.bytesPerPixel)
    let result = [UInt8](unsafeUninitializedCapacity: count * targetStep) { buffer, used in
      pixels.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress, let target = buffer.baseAddress else { return }
        for pixel in 0..<count { body(source + pixel * step, target + pixel * targetStep) }
      }
      used = count * targetStep
    }
    return withPixels(width: width, height: height, mode: target, result)
  }

  /// Black and white by Floyd-Steinberg error diffusion, from `L` or `RGB`.
  private func dithered() -> Image {
    var result = [UInt8](repeating: 0, count: width * height)
    var errors = [Int](repeating: 0, count: width + 1)
    for row in 0..<height {
      var (level, below, belowNext) = (0, 0, 0)
      for column in 0..<width {
        level = clip8(grayLevel(row * width + column) + (level + errors[column + 1]) / 16)
        result[row * width + column] = level > 128 ? 255 : 0
        level -= level > 128 ? 255 : 0
        // 7/16 go to the right, 3/16, 5/16 and 1/16 below.
        errors[column] = 3 * level + below
        below = 5 * level + belowNext
        belowNext = level
        level *= 7
      }
      errors[width] = below
    }
    return withPixels(width: width, height: height, mode: .bilevel, result)
  }

  private func grayLevel(_ pixel: Int) -> Int {
    guard mode == .rgb else { return Int(pixels[pixel]) }
    let (red, green, blue) = (pixels[3 * pixel], pixels[3 * pixel + 1], pixels[3 * pixel + 2])
    return (Int(red) * 299 + Int(green) * 587 + Int(blue) * 114) / 1000
  }

  private func convertedFromPalette(to target: Mode) -> Image {
    palette.withUnsafeBufferPointer { colors in
      guard let colors = colors.baseAddress else { preconditionFailure("mode P has a palette") }
      switch target {
      case .bilevel:
        return map(to: target) { index, target in
          let color = colors + 4 * Int(index[0])
          let sum = Int(color[0]) * 299 + Int(color[1]) * 587 + Int(color[2]) * 114
          target[0] = sum >= 128_000 ? 255 : 0
        }
      case .gray: return map(to: target) { $1[0] = luma(colors + 4 * Int($0[0])) }
      case .grayAlpha:
        return map(to: target) { index, target in
          let color = colors + 4 * Int(index[0])
          (target[0], target[1]) = (luma(color), color[3])
        }
      case .rgb, .rgba:
        let channels = target.channels
        return map(to: target) { $1.update(from: colors + 4 * Int($0[0]), count: channels) }
      default: return convertedFromPalette(to: .rgba).convertedPixels(to: target)
      }
    }
  }
}

extension Image.Mode {
  /// Whether pixels have alpha.
  public var hasAlpha: Bool {
    switch self {
    case .grayAlpha, .premultipliedGrayAlpha, .rgba, .premultipliedRGBA: true
    default: false
    }
  }
}

/// The grey of a colour, ITU-R 601-2 in 16-bit fixed point.
@inline(__always)
func luma(_ color: UnsafePointer<UInt8>) -> UInt8 {
  let sum = UInt32(color[0]) * 19595 + UInt32(color[1]) * 38470 + UInt32(color[2]) * 7471
  return UInt8(truncatingIfNeeded: (sum + 0x8000) >> 16)
}

/// `value · factor / 255`, rounded.
@inline(__always)
func scaled(_ value: UInt8, by factor: UInt8) -> UInt8 {
  dividedBy255(UInt32(value) * UInt32(factor))
}

/// `value · 255 / alpha`, truncated and clipped; unchanged where alpha is 0.
@inline(__always)
func unscaled(_ value: UInt8, by alpha: UInt8) -> UInt8 {
  alpha == 0 ? value : UInt8(min(255, UInt32(value) * 255 / UInt32(alpha)))
}

/// `value / 255`, rounded, for values up to 255².
@inline(__always)
func dividedBy255(_ value: UInt32) -> UInt8 {
  let sum = value + 128
  return UInt8(truncatingIfNeeded: ((sum >> 8) + sum) >> 8)
}

/// `value` within 0…255.
@inline(__always)
func clip8(_ value: Int) -> Int { min(255, max(0, value)) }
