import Checkpoints

extension Image {
  /// The rectangle from `left`, `top` to `right`, `bottom` (exclusive), black where it leaves the
  /// picture, as `Image.crop` of Pillow.
  public func cropped(left: Int, top: Int, right: Int, bottom: Int) throws -> Image {
    if right < left { throw PythonError.value("Coordinate 'right' is less than 'left'") }
    if bottom < top { throw PythonError.value("Coordinate 'lower' is less than 'upper'") }
    let (width, tooWide) = right.subtractingReportingOverflow(left)
    let (height, tooHigh) = bottom.subtractingReportingOverflow(top)
    guard !tooWide, !tooHigh else { throw ImageError(problem: "a crop is larger than any picture") }
    try Self.checkSize(width: width, height: height)
    let step = mode.bytesPerPixel
    var result = [UInt8](repeating: 0, count: width * height * step)
    let columns = max(left, 0)..<max(left, 0, min(right, self.width))
    for row in max(top, 0)..<max(top, 0, min(bottom, self.height)) where !columns.isEmpty {
      let source = (row * self.width + columns.lowerBound) * step
      let target = ((row - top) * width + columns.lowerBound - left) * step
      let count = columns.count * step
      result.replaceSubrange(
        target..<(target + count), with: pixels[source..<(source + count)])
    }
    return withPixels(width: width, height: height, result)
  }

  /// The picture turned or mirrored as its EXIF orientation asks, as `ImageOps.exif_transpose` of Pillow.
  public func exifTransposed() -> Image {
    guard let orientation, (2...8).contains(orientation) else { return self }
    let isTurned = orientation >= 5
    let (newWidth, newHeight) = isTurned ? (height, width) : (width, height)
    let (right, bottom) = (width - 1, height - 1)
    var result = rearranged(width: newWidth, height: newHeight) { row, column in
      switch orientation {
      case 2: (row, right - column)
      case 3: (bottom - row, right - column)
      case 4: (bottom - row, column)
      case 5: (column, row)
      case 6: (bottom - column, row)
      case 7: (bottom - column, right - row)
      default: (column, right - row)
      }
    }
    result.orientation = nil
    return result
  }

  /// A picture whose pixel at (row, column) is the pixel of this one at `source(row, column)`.
  private func rearranged(
    width newWidth: Int, height newHeight: Int, source: (Int, Int) -> (row: Int, column: Int)
  ) -> Image {
    let step = mode.bytesPerPixel
    var result = [UInt8]()
    result.reserveCapacity(pixels.count)
    for row in 0..<newHeight {
      for column in 0..<newWidth {
        let from = source(row, column)
        let start = (from.row * width + from.column) * step
        result.append(contentsOf: pixels[start..<(start + step)])
      }
    }
    return withPixels(width: newWidth, height: newHeight, result)
  }
}
