import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import Images

/// Pictures that Pillow made, and the operations that made them.
enum ImageGolden {
  static let folder = Repository.golden.appending(path: "units/images")

  /// One operation; which fields are set depends on its kind.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let mode: String
    let input: String?
    let filter: String?
    let width: Int?
    let height: Int?
    let box: [Double]?
    let gap: Double?
    let x: Int?
    let y: Int?
    let radius: Double?
    let over: String?
    let mask: String?
    let left: Int?
    let top: Int?
    let crop: [Int]?

    var testDescription: String { name }
  }

  private struct Cases: Decodable { let pictures: [String: [Case]] }

  private static let all: [String: [Case]] = {
    let data = try? Data(contentsOf: folder.appending(path: "cases.json"))
    return data.flatMap { try? JSONDecoder().decode(Cases.self, from: $0).pictures } ?? [:]
  }()

  /// The cases of an operation, none if they cannot be read.
  static func cases(_ kind: String) -> [Case] { all[kind] ?? [] }

  private static let pictures = try? SafetensorsFile(
    contentsOf: folder.appending(path: "pictures.safetensors"))

  /// A stored picture of mode `mode`.
  static func picture(_ name: String, mode: String) throws -> Image {
    let file = try #require(pictures)
    let mode = try #require(Image.Mode(rawValue: mode))
    let (values, shape) = try file.integers(name)
    var image = Image(
      width: shape[1], height: shape[0], mode: mode, pixels: values.map { UInt8($0) })
    if mode == .palette {
      // The inputs in.P, over.P and large.P have palettes, and so have the pictures made of in.P.
      let owner = ["over", "large"].first { name.hasPrefix($0) } ?? "in"
      image.palette = try file.integers("palette.\(owner)").values.map { UInt8($0) }
    }
    return image
  }

  /// An input picture, named `in.MODE`, `over.MODE` or `large.MODE`.
  static func input(_ name: String) throws -> Image {
    let mode = name.split(separator: ".").last.map(String.init) ?? name
    return try picture(name.contains(".") ? name : "in.\(name)", mode: mode)
  }

  /// Expects the bytes and the mode that Pillow gave.
  static func expect(
    _ image: Image, _ kind: String, _ row: Case, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try picture("\(kind).\(row.name)", mode: row.mode)
    #expect(image.mode == expected.mode, sourceLocation: sourceLocation)
    #expect(image.width == expected.width && image.height == expected.height)
    #expect(difference(image.pixels, expected.pixels) == nil, sourceLocation: sourceLocation)
  }

  /// Where two runs of bytes differ, and by how much.
  static func difference(_ bytes: [UInt8], _ expected: [UInt8]) -> String? {
    guard bytes != expected else { return nil }
    guard bytes.count == expected.count else {
      return "\(bytes.count) bytes, not \(expected.count)"
    }
    let places = bytes.indices.filter { bytes[$0] != expected[$0] }
    let first = places[0]
    return "\(places.count) of \(bytes.count) bytes differ, the first at \(first):"
      + " \(bytes[first]), not \(expected[first])"
  }
}
