import Foundation
import Testing

@testable import Images

/// PNG files are read as Pillow reads them, and written so that they read back.
@Suite struct PNGTests {
  static func file(_ name: String) -> URL {
    ImageGolden.folder.appending(path: "png/\(name).png")
  }

  @Test(arguments: ImageGolden.cases("open"))
  func open(_ row: ImageGolden.Case) throws {
    try ImageGolden.expect(Image(contentsOf: Self.file(row.name)), "open", row)
  }

  @Test(arguments: ImageGolden.cases("load"))
  func load(_ row: ImageGolden.Case) throws {
    try ImageGolden.expect(Image.load(contentsOf: Self.file(row.name)), "load", row)
  }

  @Test(arguments: ImageGolden.cases("rgba"))
  func transparency(_ row: ImageGolden.Case) throws {
    let image = try Image(contentsOf: Self.file(row.name))
    try ImageGolden.expect(image.converted(to: .rgba), "rgba", row)
    try ImageGolden.expect(
      image.converted(to: .grayAlpha), "la", Self.row("la", row.name))
    try ImageGolden.expect(
      image.converted(to: .gray).converted(to: .rgba), "gray-rgba", Self.row("gray-rgba", row.name))
    try ImageGolden.expect(
      Image.load(contentsOf: Self.file(row.name)).converted(to: .rgba), "loaded-rgba",
      Self.row("loaded-rgba", row.name))
  }

  private static func row(_ kind: String, _ name: String) throws -> ImageGolden.Case {
    try #require(ImageGolden.cases(kind).first { $0.name == name })
  }

  @Test(arguments: ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
  func writesWhatItReads(_ mode: String) throws {
    for size in ["in", "over", "large"] {
      let image = try ImageGolden.input("\(size).\(mode)")
      #expect(try Image(png: image.pngBytes()) == image)
    }
    let single = try ImageGolden.input("in.\(mode)").cropped(left: 3, top: 3, right: 4, bottom: 4)
    #expect(try Image(png: single.pngBytes()) == single)
  }

  @Test func writesFiles() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).png")
    defer { try? FileManager.default.removeItem(at: url) }
    let image = try ImageGolden.input("large.RGB")
    try image.write(to: url)
    #expect(try Image(contentsOf: url) == image)
  }
}
