import Checkpoints

/// A rectangle of whole pixels.
struct ReducingBox: Sendable, Hashable {
  let left: Int
  let top: Int
  let right: Int
  let bottom: Int
}

extension Image {
  /// The picture made smaller by whole factors, each pixel the mean of `factorX · factorY` pixels, as
  /// `Image.reduce` of Pillow.
  public func reduced(factorX: Int, factorY: Int) throws -> Image {
    try reduced(
      factorX: factorX, factorY: factorY,
      box: ReducingBox(left: 0, top: 0, right: width, bottom: height))
  }

  func reduced(factorX: Int, factorY: Int, box: ReducingBox) throws -> Image {
    guard factorX >= 1, factorY >= 1 else { throw PythonError.value("scale must be > 0") }
    guard box.right > box.left, box.bottom > box.top else {
      throw PythonError.value("box can't be empty")
    }
    if factorX == 1, factorY == 1 {
      return try cropped(left: box.left, top: box.top, right: box.right, bottom: box.bottom)
    }
    switch mode {
    case .bilevel, .palette, .gray16: throw PythonError.value("image has wrong mode")
    case .rgba:
      return try converted(to: .premultipliedRGBA)
        .reduced(factorX: factorX, factorY: factorY, box: box).converted(to: mode)
    case .grayAlpha:
      return try converted(to: .premultipliedGrayAlpha)
        .reduced(factorX: factorX, factorY: factorY, box: box).converted(to: mode)
    default: break
    }
    let newWidth = (box.right - box.left - 1) / factorX + 1
    let newHeight = (box.bottom - box.top - 1) / factorY + 1
    let channels = mode.channels
    var result = [UInt8](repeating: 0, count: newWidth * newHeight * channels)
    for row in 0..<newHeight {
      let top = box.top + row * factorY
      let rows = top..<min(top + factorY, box.bottom)
      for column in 0..<newWidth {
        let left = box.left + column * factorX
        let columns = left..<min(left + factorX, box.right)
        let start = (row * newWidth + column) * channels
        for channel in 0..<channels {
          result[start + channel] = mean(rows: rows, columns: columns, channel: channel)
        }
      }
    }
    return withPixels(width: newWidth, height: newHeight, result)
  }

  /// The mean of samples, by a multiplication in fixed point as Pillow does it.
  private func mean(rows: Range<Int>, columns: Range<Int>, channel: Int) -> UInt8 {
    let count = UInt32(truncatingIfNeeded: rows.count * columns.count)
    let multiplier = UInt32(Float(4_294_967_296) / Float(256 &* count))
    let channels = mode.channels
    var sum = count / 2
    for row in rows {
      for column in columns {
        sum &+= UInt32(pixels[(row * width + column) * channels + channel])
      }
    }
    return UInt8(truncatingIfNeeded: (sum &* multiplier) >> 24)
  }
}
