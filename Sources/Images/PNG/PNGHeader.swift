/// The first chunk of a PNG (IHDR), checked.
struct PNGHeader {
  let width: Int
  let height: Int
  let bitDepth: Int
  let colorType: ColorType
  let isInterlaced: Bool

  enum ColorType: UInt8 {
    case gray = 0
    case rgb = 2
    case palette = 3
    case grayAlpha = 4
    case rgba = 6

    var channels: Int {
      switch self {
      case .gray, .palette: 1
      case .grayAlpha: 2
      case .rgb: 3
      case .rgba: 4
      }
    }

    var bitDepths: Set<Int> {
      switch self {
      case .gray: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      case .rgb, .grayAlpha, .rgba: [8, 16]
      }
    }
  }

  init(_ data: UnsafeBufferPointer<UInt8>) throws {
    guard data.count == 13 else {
      throw ImageError(problem: "IHDR has \(data.count) bytes instead of 13")
    }
    width = Int(bigEndian(data, 0))
    height = Int(bigEndian(data, 4))
    bitDepth = Int(data[8])
    guard width > 0, height > 0, width <= Int(Int32.max), height <= Int(Int32.max) else {
      throw ImageError(problem: "a size of \(width)×\(height) is not possible")
    }
    try Image.checkSize(width: width, height: height)
    guard let colorType = ColorType(rawValue: data[9]), colorType.bitDepths.contains(bitDepth)
    else {
      throw ImageError(problem: "colour type \(data[9]) with \(bitDepth) bits is no PNG's")
    }
    self.colorType = colorType
    guard data[10] == 0, data[11] == 0, data[12] <= 1 else {
      throw ImageError(
        problem: "compression \(data[10]), filter \(data[11]) or interlacing \(data[12]) is unknown"
      )
    }
    isInterlaced = data[12] == 1
  }

  var bitsPerPixel: Int { bitDepth * colorType.channels }

  /// The mode in which Pillow reads such a file: 16-bit colours lose their low byte, 16-bit grey with
  /// alpha becomes RGBA.
  var mode: Image.Mode {
    switch (colorType, bitDepth) {
    case (.gray, 1): .bilevel
    case (.gray, 16): .gray16
    case (.gray, _): .gray
    case (.grayAlpha, 16): .rgba
    case (.grayAlpha, _): .grayAlpha
    case (.palette, _): .palette
    case (.rgb, _): .rgb
    case (.rgba, _): .rgba
    }
  }

  /// The passes in which the pixels come: each a lattice of the picture.
  var passes: [PNGPass] {
    guard isInterlaced else { return [PNGPass(0, 0, 1, 1, in: self)] }
    return [
      (0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2),
      (1, 0, 2, 1),
    ].map { PNGPass($0.0, $0.1, $0.2, $0.3, in: self) }.filter { $0.columns > 0 && $0.rows > 0 }
  }
}

/// One pass of an interlaced PNG, or all of another one.
struct PNGPass {
  let firstRow: Int
  let firstColumn: Int
  let rowStep: Int
  let columnStep: Int
  let rows: Int
  let columns: Int
  let bytesPerRow: Int

  init(
    _ firstRow: Int, _ firstColumn: Int, _ rowStep: Int, _ columnStep: Int, in header: PNGHeader
  ) {
    (self.firstRow, self.firstColumn) = (firstRow, firstColumn)
    (self.rowStep, self.columnStep) = (rowStep, columnStep)
    rows = max(0, (header.height - firstRow + rowStep - 1) / rowStep)
    columns = max(0, (header.width - firstColumn + columnStep - 1) / columnStep)
    bytesPerRow = (columns * header.bitsPerPixel + 7) / 8
  }
}

/// The big-endian number of 32 bits at `offset`.
func bigEndian(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int) -> UInt32 {
  (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[offset + $1]) }
}
