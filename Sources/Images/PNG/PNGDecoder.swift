/// Reads PNG files as Pillow does: the samples as they are, without any gamma or colour management.
///
/// libpng reports errors by `longjmp`, which Swift cannot survive, and its simplified interface
/// linearises 16-bit samples; the format itself is small once zlib does the decompression.
enum PNGDecoder {
  static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// The picture in `bytes`. Memory stays in proportion to `bytes`, whatever the header claims.
  static func decode(_ bytes: UnsafeBufferPointer<UInt8>) throws -> Image {
    guard bytes.count >= 8, bytes.prefix(8).elementsEqual(signature) else {
      throw ImageError(problem: "not a PNG file; only PNG pictures can be read")
    }
    var chunks = PNGChunks(bytes)
    guard let first = try chunks.next(), first.type == "IHDR" else {
      throw ImageError(problem: "the first chunk is not IHDR")
    }
    let header = try PNGHeader(first.data)
    var metadata = PNGMetadata(header: header)
    var data: [UnsafeBufferPointer<UInt8>] = []
    var lastType = first.type
    while let chunk = try chunks.next() {
      if chunk.type == "IDAT" {
        guard data.isEmpty || lastType == "IDAT" else {
          throw ImageError(problem: "the IDAT chunks are not next to each other")
        }
        data.append(chunk.data)
      } else {
        try metadata.read(chunk)
      }
      lastType = chunk.type
    }
    let pixels = try decodePixels(header, data)
    var image = Image(width: header.width, height: header.height, mode: header.mode, pixels: pixels)
    try metadata.apply(to: &image)
    return image
  }

  private static func decodePixels(
    _ header: PNGHeader, _ data: [UnsafeBufferPointer<UInt8>]
  ) throws -> [UInt8] {
    let passes = header.passes
    let expected = passes.reduce(0) { $0 + $1.rows * ($1.bytesPerRow + 1) }
    // Deflate never expands by more than 1032.
    let available = data.reduce(0) { $0 + $1.count }
    guard expected / 1032 <= available else {
      throw ImageError(
        problem: "\(available) bytes of data cannot hold \(header.width)×\(header.height) pixels")
    }
    var inflater = try Inflater()
    var input = data[...]
    let step = header.mode.bytesPerPixel
    var pixels = [UInt8](repeating: 0, count: header.width * header.height * step)
    for pass in passes {
      var row = [UInt8](repeating: 0, count: pass.bytesPerRow + 1)
      var previous = row
      var unpacked = [UInt8](repeating: 0, count: pass.columns * step)
      for index in 0..<pass.rows {
        try row.withUnsafeMutableBufferPointer { try inflater.fill($0, from: &input) }
        try reverseFilter(&row, previous: previous, distance: max(1, header.bitsPerPixel / 8))
        unpack(row, header: header, into: &unpacked)
        let start =
          ((pass.firstRow + index * pass.rowStep) * header.width + pass.firstColumn) * step
        if pass.columnStep == 1 {
          pixels.replaceSubrange(start..<(start + unpacked.count), with: unpacked)
        } else {
          for column in 0..<pass.columns {
            for byte in 0..<step {
              pixels[start + column * pass.columnStep * step + byte] =
                unpacked[column * step + byte]
            }
          }
        }
        swap(&row, &previous)
      }
    }
    return pixels
  }

  /// Undoes the filter that the first byte of `row` names.
  private static func reverseFilter(
    _ row: inout [UInt8], previous: [UInt8], distance: Int
  ) throws {
    let count = row.count
    switch row[0] {
    case 0: break
    case 1:
      for index in stride(from: 1 + distance, to: count, by: 1) {
        row[index] &+= row[index - distance]
      }
    case 2:
      for index in 1..<count { row[index] &+= previous[index] }
    case 3:
      for index in 1..<count {
        let left = index > distance ? Int(row[index - distance]) : 0
        row[index] &+= UInt8((left + Int(previous[index])) / 2)
      }
    case 4:
      for index in 1..<count {
        let left = index > distance ? Int(row[index - distance]) : 0
        let upperLeft = index > distance ? Int(previous[index - distance]) : 0
        row[index] &+= paeth(left, Int(previous[index]), upperLeft)
      }
    default: throw ImageError(problem: "row filter \(row[0]) is unknown")
    }
  }

  /// The samples of a row in Pillow's layout.
  private static func unpack(_ row: [UInt8], header: PNGHeader, into target: inout [UInt8]) {
    switch (header.colorType, header.bitDepth) {
    case (_, 8): for index in target.indices { target[index] = row[index + 1] }
    case (.gray, 16):
      for pixel in 0..<(target.count / 2) {
        target[2 * pixel] = row[2 * pixel + 2]
        target[2 * pixel + 1] = row[2 * pixel + 1]
      }
    case (.grayAlpha, 16):
      for pixel in 0..<(target.count / 4) {
        for channel in 0..<3 { target[4 * pixel + channel] = row[4 * pixel + 1] }
        target[4 * pixel + 3] = row[4 * pixel + 3]
      }
    case (_, 16): for index in target.indices { target[index] = row[2 * index + 1] }
    case (_, let depth):
      let scale = header.colorType == .palette ? 1 : 255 / ((1 << depth) - 1)
      for index in target.indices {
        let bit = index * depth
        let sample = Int(row[bit / 8 + 1]) >> (8 - depth - bit % 8) & ((1 << depth) - 1)
        target[index] = UInt8(sample * scale)
      }
    }
  }
}

/// Paul Paeth's predictor: of left, above and upper left the one nearest to left + above - upper left.
func paeth(_ left: Int, _ above: Int, _ upperLeft: Int) -> UInt8 {
  let (toLeft, toAbove) = (abs(above - upperLeft), abs(left - upperLeft))
  let toUpperLeft = abs(left + above - 2 * upperLeft)
  if toLeft <= toAbove, toLeft <= toUpperLeft { return UInt8(left) }
  return UInt8(toAbove <= toUpperLeft ? above : upperLeft)
}
