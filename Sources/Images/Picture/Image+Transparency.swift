// What Pillow does with `info["transparency"]` when it converts a picture.

extension Image {
  /// Whether a conversion to `target` turns the transparent colour into alpha.
  func hasColorKey(for target: Mode) -> Bool {
    switch mode {
    case .bilevel, .gray, .gray16: target == .grayAlpha || target == .rgba
    case .rgb: target.hasAlpha
    default: false
    }
  }

  /// The picture with an alpha channel that is 0 where a pixel has the transparent colour.
  func promoted(to target: Mode, transparency: Transparency) -> Image {
    let key = colorKey(transparency)
    var opaque = self
    opaque.transparency = nil
    let channels = target.channels
    let isPremultiplied = target == .premultipliedRGBA || target == .premultipliedGrayAlpha
    // Grey with alpha is compared by the source's colour, everything else by the converted one.
    let reference = mode == .rgb && channels == 2 ? opaque : opaque.converted(to: .rgb)
    var result = opaque.converted(to: target)
    for pixel in 0..<(width * height) {
      let color = (0..<3).map { reference.pixels[3 * pixel + $0] }
      guard color == key else { continue }
      for channel in 0..<(channels - 1) {
        result.pixels[pixel * channels + channel] = isPremultiplied ? 0 : key[channel]
      }
      result.pixels[pixel * channels + channels - 1] = 0
    }
    return result
  }

  private func colorKey(_ transparency: Transparency) -> [UInt8] {
    switch transparency {
    case .single(let value):
      let low = UInt8(truncatingIfNeeded: value)
      return mode == .rgb ? [low, 0, 0] : [low, low, low]
    case .color(let red, let green, let blue):
      let low = [red, green, blue].map { UInt8(truncatingIfNeeded: $0) }
      return mode == .rgb ? low : [low[0], low[0], low[0]]
    case .alphas: return []
    }
  }

  /// Moves the palette's transparency into its alpha.
  mutating func applyPaletteTransparency() {
    switch transparency {
    case .single(let index):
      if (0..<256).contains(index) { palette[4 * index + 3] = 0 }
    case .alphas(let alphas):
      for (index, alpha) in alphas.prefix(256).enumerated() { palette[4 * index + 3] = alpha }
    case .color, nil: break
    }
    transparency = nil
  }

  /// The transparency of the picture after a conversion to `target`.
  func convertedTransparency(to target: Mode) -> Transparency? {
    let plain: Set<Mode> = [.gray, .rgb, .palette]
    guard let transparency, plain.contains(mode), plain.contains(target) else {
      return transparency
    }
    guard let color = transparentColor(transparency) else { return nil }
    if target == .gray {
      return .single(Int(color.withUnsafeBufferPointer { $0.baseAddress.map(luma) ?? 0 }))
    }
    return .color(Int(color[0]), Int(color[1]), Int(color[2]))
  }

  /// The transparent colour as red, green and blue; nil if the palette has several.
  private func transparentColor(_ transparency: Transparency) -> [UInt8]? {
    switch (transparency, mode) {
    case (.alphas, _): nil
    case (.single(let index), .palette):
      (0..<256).contains(index) ? Array(palette[(4 * index)..<(4 * index + 3)]) : nil
    case (.single(let value), .rgb):
      [value, value >> 8, value >> 16].map { UInt8(truncatingIfNeeded: $0) }
    case (.single(let value), _): [UInt8](repeating: UInt8(clip8(value)), count: 3)
    case (.color(let red, let green, let blue), _): [red, green, blue].map { UInt8(clip8($0)) }
    }
  }
}
