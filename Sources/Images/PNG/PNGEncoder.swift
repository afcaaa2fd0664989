/// Writes pictures as PNG.
enum PNGEncoder {
  static func encode(_ image: Image) -> [UInt8] {
    let (bitDepth, colorType): (UInt8, PNGHeader.ColorType) =
      switch image.mode {
      case .bilevel: (1, .gray)
      case .gray: (8, .gray)
      case .gray16: (16, .gray)
      case .grayAlpha: (8, .grayAlpha)
      case .palette: (8, .palette)
      case .rgb: (8, .rgb)
      case .rgba: (8, .rgba)
      case .premultipliedGrayAlpha, .premultipliedRGBA:
        preconditionFailure("premultiplied pictures are never written")
      }
    var bytes = PNGDecoder.signature
    let size = [image.width, image.height].flatMap { bigEndianBytes(UInt32($0)) }
    append("IHDR", size + [bitDepth, colorType.rawValue, 0, 0, 0], to: &bytes)
    if image.mode == .palette {
      append("PLTE", (0..<256).flatMap { image.palette[(4 * $0)..<(4 * $0 + 3)] }, to: &bytes)
    }
    append("IDAT", deflated(filteredRows(image)), to: &bytes)
    append("IEND", [], to: &bytes)
    return bytes
  }

  private static func append(_ type: String, _ data: [UInt8], to bytes: inout [UInt8]) {
    let checked = Array(type.utf8) + data
    bytes += bigEndianBytes(UInt32(data.count)) + checked
    bytes += bigEndianBytes(checked.withUnsafeBufferPointer(checksum))
  }

  private static func bigEndianBytes(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// The rows as PNG stores them, each behind the number of its filter.
  private static func filteredRows(_ image: Image) -> [UInt8] {
    let step = image.mode.bytesPerPixel
    var result: [UInt8] = []
    result.reserveCapacity(image.height * (image.width * step + 1))
    var previous = [UInt8](repeating: 0, count: image.width * step)
    for row in 0..<image.height {
      let samples = Array(
        image.pixels[(row * image.width * step)..<((row + 1) * image.width * step)])
      switch image.mode {
      case .bilevel: result += [0] + packed(samples)
      case .palette: result += [0] + samples
      default:
        let bytes = image.mode == .gray16 ? swapped(samples) : samples
        result += bestFilter(bytes, previous: previous, distance: step)
        previous = bytes
      }
    }
    return result
  }

  /// The row under the filter with the smallest sum of absolute values, which compresses best.
  private static func bestFilter(_ row: [UInt8], previous: [UInt8], distance: Int) -> [UInt8] {
    var best: [UInt8] = []
    var bestSum = Int.max
    for filter in UInt8(0)...4 {
      var candidate = [UInt8](repeating: filter, count: row.count + 1)
      var sum = 0
      for index in row.indices {
        let left = index >= distance ? Int(row[index - distance]) : 0
        let above = Int(previous[index])
        let prediction: UInt8 =
          switch filter {
          case 0: 0
          case 1: UInt8(left)
          case 2: UInt8(above)
          case 3: UInt8((left + above) / 2)
          default: paeth(left, above, index >= distance ? Int(previous[index - distance]) : 0)
          }
        candidate[index + 1] = row[index] &- prediction
        sum += Int(Int8(bitPattern: candidate[index + 1]).magnitude)
      }
      if sum < bestSum { (best, bestSum) = (candidate, sum) }
    }
    return best
  }

  private static func packed(_ samples: [UInt8]) -> [UInt8] {
    stride(from: 0, to: samples.count, by: 8).map { start in
      samples[start..<min(start + 8, samples.count)].enumerated().reduce(UInt8(0)) {
        $1.element == 0 ? $0 : $0 | 0x80 >> UInt8($1.offset)
      }
    }
  }

  private static func swapped(_ samples: [UInt8]) -> [UInt8] {
    samples.indices.map { samples[$0 ^ 1] }
  }
}
