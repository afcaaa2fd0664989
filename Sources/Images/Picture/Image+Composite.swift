import Checkpoints

// Pasting and blending, as Pillow's Paste.c and AlphaComposite.c.

extension Image {
  /// Puts `image` over this one, its upper left corner at `left`, `top`; what leaves the picture is cut
  /// off. With a `mask` (`1`, `L`, `LA`, `RGBA` or `RGBa`, of `image`'s size) only where the mask is set,
  /// and mixed where it is in between. As `Image.paste` of Pillow.
  public mutating func paste(_ image: Image, left: Int = 0, top: Int = 0, mask: Image? = nil) throws
  {
    let source = image.pasteSource(for: mode)
    if let mask, (mask.width, mask.height) != (image.width, image.height) {
      throw PythonError.value("images do not match")
    }
    let columns = max(left, 0)..<max(left, 0, min(left + image.width, width))
    let rows = max(top, 0)..<max(top, 0, min(top + image.height, height))
    let step = mode.bytesPerPixel
    for row in rows where !columns.isEmpty {
      let from = ((row - top) * image.width + columns.lowerBound - left)
      let to = (row * width + columns.lowerBound)
      guard let mask else {
        pixels.replaceSubrange(
          (to * step)..<((to + columns.count) * step),
          with: source[(from * step)..<((from + columns.count) * step)])
        continue
      }
      try blend(source, from: from, to: to, count: columns.count, mask: mask)
    }
  }

  /// The bytes to paste into a picture of mode `target`.
  private func pasteSource(for target: Mode) -> [UInt8] {
    if mode == target { return pixels }
    // Into RGB, Pillow takes pictures with alpha as they are: premultiplied colours stay so.
    if target == .rgb, mode == .premultipliedRGBA {
      return map(to: .rgb) { ($1[0], $1[1], $1[2]) = ($0[0], $0[1], $0[2]) }.pixels
    }
    return converted(to: target).pixels
  }

  private mutating func blend(
    _ source: [UInt8], from: Int, to: Int, count: Int, mask: Image
  ) throws {
    let step = mode.bytesPerPixel
    let maskStep = mask.mode.bytesPerPixel
    for pixel in 0..<count {
      let alpha = UInt32(mask.pixels[(from + pixel + 1) * maskStep - 1])
      for channel in 0..<step {
        let target = (to + pixel) * step + channel
        let (old, new) = (UInt32(pixels[target]), UInt32(source[(from + pixel) * step + channel]))
        switch mask.mode {
        case .bilevel:
          if alpha != 0 { pixels[target] = UInt8(new) }
        case .gray, .grayAlpha, .rgba:
          pixels[target] = dividedBy255(old * (255 - alpha) + new * alpha)
        case .premultipliedRGBA:
          pixels[target] = dividedBy255(old * (255 - alpha)) &+ UInt8(new)
        default: throw PythonError.value("bad transparency mask")
        }
      }
    }
  }

  /// `overlay` over this picture, both `RGBA` and of one size, as `Image.alpha_composite` of Pillow.
  public func alphaComposited(with overlay: Image) throws -> Image {
    guard mode == .rgba, overlay.mode == .rgba else {
      throw PythonError.value("image has wrong mode")
    }
    guard (width, height) == (overlay.width, overlay.height) else {
      throw PythonError.value("images do not match")
    }
    return overlay.pixels.withUnsafeBufferPointer { source in
      var result = self
      for start in stride(from: 0, to: pixels.count, by: 4) where source[start + 3] != 0 {
        let (sourceAlpha, alpha) = (UInt32(source[start + 3]), UInt32(pixels[start + 3]))
        let outAlpha = sourceAlpha * 255 + alpha * (255 - sourceAlpha)
        // Weights with 7 bits of fraction, as many as fit.
        let weight = sourceAlpha * 255 * 255 * 128 / outAlpha
        let rest = 255 * 128 - weight
        for channel in start..<(start + 3) {
          let sum = UInt32(source[channel]) * weight + UInt32(pixels[channel]) * rest + (0x80 << 7)
          result.pixels[channel] = UInt8(truncatingIfNeeded: (((sum >> 8) + sum) >> 8) >> 7)
        }
        result.pixels[start + 3] = dividedBy255(outAlpha)
      }
      return result
    }
  }

  /// The negative of a picture of mode `1`, `L` or `RGB`, as `ImageOps.invert` of Pillow.
  public func inverted() -> Image {
    withPixels(width: width, height: height, pixels.map { 255 - $0 })
  }
}
