public import Foundation

extension Image {
  /// The picture of a PNG, in the mode in which Pillow's `Image.open` reads it.
  ///
  /// Throws `ImageError` for anything broken; a hostile file costs no more memory and time than its
  /// length warrants.
  public init(png bytes: [UInt8]) throws {
    self = try bytes.withUnsafeBufferPointer { try PNGDecoder.decode($0) }
  }

  /// The picture in the PNG file at `url`.
  public init(contentsOf url: URL) throws {
    let name = url.path(percentEncoded: false)
    let file = url.resolvingSymlinksInPath()
    guard FileManager.default.fileExists(atPath: name) else {
      throw ImageError(file: name, problem: "there is no such file")
    }
    guard (try? file.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true,
      let bytes = try? Data(contentsOf: file, options: .mappedIfSafe)
    else { throw ImageError(file: name, problem: "the file cannot be read") }
    do {
      self = try bytes.withUnsafeBytes { try PNGDecoder.decode($0.bindMemory(to: UInt8.self)) }
    } catch var error as ImageError {
      error.file = name
      throw error
    }
  }

  /// The picture at `url` as `diffusers.utils.load_image` gives it: turned upright, in mode `RGB`.
  public static func load(contentsOf url: URL) throws -> Image {
    try Image(contentsOf: url).exifTransposed().converted(to: .rgb)
  }

  /// The picture as a PNG.
  public func pngBytes() -> [UInt8] { PNGEncoder.encode(self) }

  /// Writes the picture as a PNG to `url`.
  public func write(to url: URL) throws {
    try Data(pngBytes()).write(to: url, options: .atomic)
  }
}
