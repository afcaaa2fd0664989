import Foundation
import Testing

@testable import Images

/// Operations on pictures give the same bytes as Pillow's.
@Suite struct PillowTests {
  @Test(arguments: ImageGolden.cases("convert"))
  func convert(_ row: ImageGolden.Case) throws {
    let input = try ImageGolden.input(try #require(row.input))
    let target = try #require(Image.Mode(rawValue: row.mode))
    try ImageGolden.expect(input.converted(to: target), "convert", row)
  }

  @Test(arguments: ImageGolden.cases("resize"))
  func resize(_ row: ImageGolden.Case) throws {
    let filters: [String: ResamplingFilter] = [
      "nearest": .nearest, "lanczos": .lanczos, "bilinear": .bilinear, "bicubic": .bicubic,
      "box": .box, "hamming": .hamming,
    ]
    let box = row.box.map { ImageBox(left: $0[0], top: $0[1], right: $0[2], bottom: $0[3]) }
    let output = try ImageGolden.input(try #require(row.input)).resized(
      width: try #require(row.width), height: try #require(row.height),
      filter: try #require(row.filter.flatMap { filters[$0] }), box: box, reducingGap: row.gap)
    try ImageGolden.expect(output, "resize", row)
  }

  @Test(arguments: ImageGolden.cases("reduce"))
  func reduce(_ row: ImageGolden.Case) throws {
    let input = try ImageGolden.input(try #require(row.input))
    let output = try input.reduced(factorX: try #require(row.x), factorY: try #require(row.y))
    try ImageGolden.expect(output, "reduce", row)
  }

  @Test(arguments: ImageGolden.cases("gaussian"))
  func gaussianBlur(_ row: ImageGolden.Case) throws {
    let input = try ImageGolden.input(try #require(row.input))
    let output = try input.gaussianBlurred(radius: try #require(row.radius))
    try ImageGolden.expect(output, "gaussian", row)
  }

  @Test(arguments: ImageGolden.cases("box"))
  func boxBlur(_ row: ImageGolden.Case) throws {
    let input = try ImageGolden.input(try #require(row.input))
    let output = try input.boxBlurred(radius: try #require(row.radius))
    try ImageGolden.expect(output, "box", row)
  }

  @Test(arguments: ImageGolden.cases("crop"))
  func crop(_ row: ImageGolden.Case) throws {
    let box = try #require(row.box).map { Int($0) }
    let output = try ImageGolden.input(try #require(row.input))
      .cropped(left: box[0], top: box[1], right: box[2], bottom: box[3])
    try ImageGolden.expect(output, "crop", row)
  }

  @Test(arguments: ImageGolden.cases("paste"))
  func paste(_ row: ImageGolden.Case) throws {
    var image = try ImageGolden.input(try #require(row.input))
    try image.paste(
      ImageGolden.input(try #require(row.over)), left: try #require(row.left),
      top: try #require(row.top), mask: row.mask.map { try ImageGolden.input($0) })
    try ImageGolden.expect(image, "paste", row)
  }

  @Test(arguments: ImageGolden.cases("premultiplied"))
  func pastePremultiplied(_ row: ImageGolden.Case) throws {
    var image = Image(width: 7, height: 6, mode: .premultipliedRGBA)
    let source = try ImageGolden.input("over.RGBA").converted(to: .premultipliedRGBA)
    try image.paste(source, mask: ImageGolden.input("over.L"))
    try ImageGolden.expect(image, "premultiplied", row)
  }

  @Test(arguments: ImageGolden.cases("composite"))
  func alphaComposite(_ row: ImageGolden.Case) throws {
    let base = try ImageGolden.picture("composite.base", mode: "RGBA")
    try ImageGolden.expect(
      base.alphaComposited(with: ImageGolden.input("in.RGBA")), "composite", row)
  }

  @Test(arguments: ImageGolden.cases("invert"))
  func invert(_ row: ImageGolden.Case) throws {
    let input = try ImageGolden.input(try #require(row.input))
    try ImageGolden.expect(input.inverted(), "invert", row)
  }
}

/// The tables are there: a missing file would silently leave nothing to test.
@Test func tablesAreComplete() {
  let counts = [
    "convert": 39, "resize": 230, "reduce": 24, "gaussian": 16, "paste": 34, "open": 55,
  ]
  for (kind, count) in counts { #expect(ImageGolden.cases(kind).count == count, "\(kind)") }
}
