/// What the chunks beside the pixels say: palette, transparency, orientation.
struct PNGMetadata {
  private let header: PNGHeader
  private var palette: [UInt8]?
  private var transparency: Image.Transparency?
  private var exif: [UInt8]?
  private var rawProfile: [UInt8]?
  private var xmp: [UInt8]?

  /// The longest text that is decompressed.
  private static let textLimit = 1 << 20

  init(header: PNGHeader) { self.header = header }

  mutating func read(_ chunk: PNGChunks.Chunk) throws {
    let data = Array(chunk.data.prefix(Self.textLimit))
    switch chunk.type {
    case "PLTE":
      guard header.colorType == .palette else { return }
      guard chunk.data.count <= 768 else {
        throw ImageError(
          problem: "a palette of \(chunk.data.count) bytes; at most 768 are possible")
      }
      palette = data
    case "tRNS": try readTransparency(data)
    case "eXIf": exif = data
    case "tEXt": readText(key: data.prefix { $0 != 0 }, value: data.drop { $0 != 0 }.dropFirst())
    case "zTXt":
      let value = data.drop { $0 != 0 }.dropFirst()
      guard value.first == 0,
        let text = Inflater.decompress(Array(value.dropFirst()), limit: Self.textLimit)
      else { return }
      readText(key: data.prefix { $0 != 0 }, value: text[...])
    case "iTXt": readInternationalText(data)
    default: break
    }
  }

  private mutating func readTransparency(_ data: [UInt8]) throws {
    func number(_ index: Int) -> Int { Int(data[2 * index]) << 8 | Int(data[2 * index + 1]) }
    switch header.mode {
    case .palette:
      // One colour that is transparent and others that are not: Pillow keeps its index.
      if data.count(where: { $0 == 0 }) == 1, data.allSatisfy({ $0 == 0 || $0 == 255 }) {
        transparency = data.firstIndex(of: 0).map { .single($0) }
      } else {
        transparency = .alphas(data)
      }
    case .bilevel, .gray, .gray16:
      guard data.count >= 2 else { throw ImageError(problem: "the tRNS chunk is too short") }
      let value = number(0)
      transparency = .single(header.mode == .bilevel ? (value != 0 ? 255 : 0) : value)
    case .rgb:
      guard data.count >= 6 else { throw ImageError(problem: "the tRNS chunk is too short") }
      transparency = .color(number(0), number(1), number(2))
    default: break
    }
  }

  private mutating func readText(key: ArraySlice<UInt8>, value: ArraySlice<UInt8>) {
    switch String(decoding: key, as: UTF8.self) {
    case "exif": exif = Array(value)
    case "Raw profile type exif": rawProfile = Array(value)
    case "XML:com.adobe.xmp": xmp = Array(value)
    default: break
    }
  }

  private mutating func readInternationalText(_ data: [UInt8]) {
    let parts = data.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].count >= 2 else { return }
    let isCompressed = parts[1].first != 0
    let texts = parts[1].dropFirst(2).split(
      separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    guard texts.count == 3 else { return }
    guard isCompressed else { return readText(key: parts[0], value: texts[2]) }
    if let text = Inflater.decompress(Array(texts[2]), limit: Self.textLimit) {
      readText(key: parts[0], value: text[...])
    }
  }

  /// Adds what was read to the picture.
  func apply(to image: inout Image) throws {
    image.transparency = transparency
    image.orientation =
      EXIFOrientation.inEXIF(exif ?? rawProfile.map(EXIFOrientation.unhexed) ?? [])
      ?? EXIFOrientation.inXMP(xmp ?? [])
    guard header.colorType == .palette else { return }
    guard let palette else { throw ImageError(problem: "the palette (PLTE) is missing") }
    image.palette = (0..<256).flatMap { index -> [UInt8] in
      let color = palette.dropFirst(3 * index).prefix(3)
      return color.count == 3 ? color + [255] : [0, 0, 0, 255]
    }
  }
}
