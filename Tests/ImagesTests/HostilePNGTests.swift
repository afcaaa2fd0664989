import Foundation
import Testing

@testable import Images

/// Broken and hostile files give an error, quickly and without much memory.
@Suite struct HostilePNGTests {
  /// A PNG of a header and further chunks, all with right checksums.
  static func png(_ chunks: [(String, [UInt8])], end: Bool = true) -> [UInt8] {
    var bytes = PNGDecoder.signature
    for (type, data) in chunks + (end ? [("IEND", [])] : []) {
      let checked = Array(type.utf8) + data
      let sum = checked.withUnsafeBufferPointer(checksum)
      bytes += number(data.count) + checked + number(Int(sum))
    }
    return bytes
  }

  static func number(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  static func header(
    _ width: Int, _ height: Int, depth: UInt8 = 8, color: UInt8 = 2, rest: [UInt8] = [0, 0, 0]
  ) -> (String, [UInt8]) {
    ("IHDR", number(width) + number(height) + [depth, color] + rest)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let problem: String

    init(_ name: String, _ bytes: [UInt8], _ problem: String) {
      (testDescription, self.bytes, self.problem) = (name, bytes, problem)
    }
  }

  static let pixel = deflated([0, 1, 2, 3])

  static let rows: [Row] = [
    Row("nothing", [], "not a PNG"),
    Row("a JPEG", [0xff, 0xd8, 0xff, 0xe0] + [UInt8](repeating: 0, count: 20), "only PNG"),
    Row("the signature alone", PNGDecoder.signature, "before its IEND"),
    Row("no header", png([("IDAT", pixel)]), "not IHDR"),
    Row("a short header", png([("IHDR", [0, 0, 0, 1])]), "4 bytes instead of 13"),
    Row("no width", png([header(0, 5)]), "0×5"),
    Row("a negative height", png([header(5, 0xffff_ffff)]), "not possible"),
    Row("too many pixels", png([header(0x7fff_ffff, 0x7fff_ffff)]), "exceeds the limit"),
    Row("13 bits", png([header(1, 1, depth: 13)]), "13 bits"),
    Row("colour type 7", png([header(1, 1, color: 7)]), "type 7"),
    Row("4-bit RGB", png([header(1, 1, depth: 4)]), "4 bits"),
    Row("unknown interlacing", png([header(1, 1, rest: [0, 0, 2])]), "interlacing 2"),
    Row("unknown compression", png([header(1, 1, rest: [1, 0, 0])]), "compression 1"),
    Row("no data", png([header(100, 100)]), "cannot hold"),
    Row("a small bomb", png([header(13000, 13000), ("IDAT", pixel)]), "cannot hold"),
    Row("too few rows", png([header(1, 2), ("IDAT", pixel)]), "end too early"),
    Row("an empty chunk", png([header(1, 1), ("IDAT", [])]), "end too early"),
    Row("garbage", png([header(1, 1), ("IDAT", [1, 2, 3, 4, 5])]), "broken"),
    Row("row filter 9", png([header(1, 1), ("IDAT", deflated([9, 1, 2, 3]))]), "filter 9"),
    Row("no palette", png([header(1, 1, color: 3), ("IDAT", deflated([0, 7]))]), "PLTE"),
    Row(
      "a large palette",
      png([header(1, 1, color: 3), ("PLTE", [UInt8](repeating: 1, count: 771)), ("IDAT", pixel)]),
      "771 bytes"),
    Row("half a key", png([header(1, 1), ("tRNS", [1, 2]), ("IDAT", pixel)]), "tRNS"),
    Row(
      "data in two places", png([header(1, 1), ("IDAT", pixel), ("tEXt", []), ("IDAT", pixel)]),
      "next to each other"),
    Row("no end", png([header(1, 1), ("IDAT", pixel)], end: false), "before its IEND"),
    Row("a nameless chunk", png([header(1, 1), ("I\u{1}AT", pixel)]), "no name"),
    Row(
      "an endless chunk",
      PNGDecoder.signature + number(0x7fff_ffff) + Array("IHDR".utf8) + [0, 0, 0, 0],
      "claims 2147483647 bytes"),
  ]

  @Test(arguments: rows)
  func refuses(_ row: Row) {
    let error = #expect(throws: ImageError.self) { try Image(png: row.bytes) }
    #expect(error?.problem.contains(row.problem) == true, "\(error?.problem ?? "")")
  }

  @Test func refusesEveryTruncation() throws {
    let bytes = try [UInt8](Data(contentsOf: PNGTests.file("rgb-8-interlaced")))
    for count in bytes.indices {
      #expect(throws: ImageError.self) { try Image(png: Array(bytes.prefix(count))) }
    }
  }

  @Test func refusesEveryFlippedByte() throws {
    let bytes = try [UInt8](Data(contentsOf: PNGTests.file("alphas-palette")))
    for index in bytes.indices {
      var broken = bytes
      broken[index] ^= 0x55
      #expect(throws: ImageError.self) { try Image(png: broken) }
    }
  }

  @Test func toleratesBrokenMetadata() throws {
    let texts: [(String, [UInt8])] = [
      ("eXIf", []), ("eXIf", Array("MM\0*\u{ff}\u{ff}".utf8)),
      ("eXIf", [0x4d, 0x4d, 0, 42, 0xff, 0xff, 0xff, 0xff]),
      ("eXIf", [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0xff, 0xff]), ("zTXt", []),
      ("zTXt", Array("Raw profile type exif\0\0xx".utf8)),
      ("tEXt", Array("Raw profile type exif\0zzz".utf8)),
      ("iTXt", Array("XML:com.adobe.xmp\0".utf8)),
      ("iTXt", Array("XML:com.adobe.xmp\0\u{1}\0\0\0xx".utf8)),
      ("iTXt", Array("XML:com.adobe.xmp\0\0\0\0\0tiff:Orientation=\"".utf8)),
      (
        "zTXt",
        Array("XML:com.adobe.xmp\0\0".utf8) + deflated([UInt8](repeating: 32, count: 40 << 20))
      ),
    ]
    for text in texts {
      let image = try Image(png: Self.png([Self.header(1, 1), text, ("IDAT", Self.pixel)]))
      #expect(image.orientation == nil)
      #expect(image.pixels == [1, 2, 3])
    }
  }

  @Test func namesTheFile() throws {
    let missing = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).png")
    let error = #expect(throws: ImageError.self) { try Image(contentsOf: missing) }
    #expect(error?.description.contains(missing.lastPathComponent) == true)
    let others = [FileManager.default.temporaryDirectory, URL(filePath: "/dev/zero")]
    for url in others { #expect(throws: ImageError.self) { try Image(contentsOf: url) } }
  }

  @Test func followsLinks() throws {
    let link = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).png")
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: PNGTests.file("rgb-8"))
    defer { try? FileManager.default.removeItem(at: link) }
    #expect(try Image(contentsOf: link).mode == .rgb)
  }
}
