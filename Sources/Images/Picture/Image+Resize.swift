import Checkpoints

/// A rectangle with fractional sides, `left`, `top`, `right`, `bottom`.
public struct ImageBox: Sendable, Hashable {
  /// The left side.
  public let left: Double
  /// The upper side.
  public let top: Double
  /// The right side.
  public let right: Double
  /// The lower side.
  public let bottom: Double

  /// The rectangle from `left`, `top` to `right`, `bottom`.
  public init(left: Double, top: Double, right: Double, bottom: Double) {
    (self.left, self.top, self.right, self.bottom) = (left, top, right, bottom)
  }
}

extension Image {
  /// The picture in another size, bit for bit as `Image.resize(size, resample, box, reducing_gap)` of
  /// Pillow.
  ///
  /// - Parameters:
  ///   - filter: how pixels are mixed; modes `1` and `P` always take the nearest pixel.
  ///   - box: the part of the picture to take, all of it if nil.
  ///   - reducingGap: if not nil (1 or more), the picture is first made smaller by whole factors.
  public func resized(
    width newWidth: Int, height newHeight: Int, filter: ResamplingFilter = .bicubic,
    box: ImageBox? = nil, reducingGap: Double? = nil
  ) throws -> Image {
    if let reducingGap, reducingGap < 1 {
      throw PythonError.value("reducing_gap must be 1.0 or greater")
    }
    let whole = ImageBox(left: 0, top: 0, right: Double(width), bottom: Double(height))
    let box = box ?? whole
    if (newWidth, newHeight) == (width, height), box == whole { return self }
    let filter = mode == .bilevel || mode == .palette ? .nearest : filter

    if filter != .nearest, mode == .rgba || mode == .grayAlpha {
      let premultiplied: Mode = mode == .rgba ? .premultipliedRGBA : .premultipliedGrayAlpha
      return try converted(to: premultiplied).resized(
        width: newWidth, height: newHeight, filter: filter, box: box, reducingGap: reducingGap
      ).converted(to: mode)
    }
    guard newWidth >= 1, newHeight >= 1 else {
      throw PythonError.value("height and width must be > 0")
    }
    try Self.checkSize(width: newWidth, height: newHeight)
    if let reducingGap, filter != .nearest {
      let factorX = max(1, Int((box.right - box.left) / Double(newWidth) / reducingGap))
      let factorY = max(1, Int((box.bottom - box.top) / Double(newHeight) / reducingGap))
      if factorX > 1 || factorY > 1 {
        let safe = safeBox(box, width: newWidth, height: newHeight, filter: filter)
        let part = ImageBox(
          left: (box.left - Double(safe.left)) / Double(factorX),
          top: (box.top - Double(safe.top)) / Double(factorY),
          right: (box.right - Double(safe.left)) / Double(factorX),
          bottom: (box.bottom - Double(safe.top)) / Double(factorY))
        return try reduced(factorX: factorX, factorY: factorY, box: safe)
          .resample(width: newWidth, height: newHeight, filter: filter, box: part)
      }
    }
    return try resample(width: newWidth, height: newHeight, filter: filter, box: box)
  }

  /// `box` and the pixels around it that the filter may use.
  private func safeBox(
    _ box: ImageBox, width newWidth: Int, height newHeight: Int, filter: ResamplingFilter
  ) -> ReducingBox {
    let support = filter.support - 0.5
    let supportX = support * ((box.right - box.left) / Double(newWidth))
    let supportY = support * ((box.bottom - box.top) / Double(newHeight))
    return ReducingBox(
      left: max(0, Int(box.left - supportX)), top: max(0, Int(box.top - supportY)),
      right: min(width, Int((box.right + supportX).rounded(.up))),
      bottom: min(height, Int((box.bottom + supportY).rounded(.up))))
  }

  private func resample(
    width newWidth: Int, height newHeight: Int, filter: ResamplingFilter, box: ImageBox
  ) throws -> Image {
    let (left, top, right, bottom) = (
      Float(box.left), Float(box.top), Float(box.right), Float(box.bottom)
    )
    if left < 0 || top < 0 { throw PythonError.value("box offset can't be negative") }
    if right > Float(width) || bottom > Float(height) {
      throw PythonError.value("box can't exceed original image size")
    }
    if right - left < 0 || bottom - top < 0 { throw PythonError.value("box can't be empty") }
    // A box of whole pixels and of the target's size is cut out.
    if left.rounded() == left, right - left == Float(newWidth), top.rounded() == top,
      bottom - top == Float(newHeight)
    {
      return try cropped(left: Int(left), top: Int(top), right: Int(right), bottom: Int(bottom))
    }
    if filter == .nearest {
      return nearest(width: newWidth, height: newHeight, box: (left, top, right, bottom))
    }
    let needsHorizontal = newWidth != width || left != 0 || right != Float(newWidth)
    let needsVertical = newHeight != height || top != 0 || bottom != Float(newHeight)
    // Pillow resamples columns first only where that saves much.
    let shrinks = height - newHeight
    let columnsFirst = shrinks > 0 && shrinks > (width - newWidth) * 2
    let columns = ResamplingWeights(
      sourceSize: height, start: top, end: bottom, size: newHeight, filter: filter)
    let rows = ResamplingWeights(
      sourceSize: width, start: left, end: right, size: newWidth, filter: filter)
    var result = self
    if columnsFirst, needsVertical { result = result.resampledVertically(columns) }
    if needsHorizontal { result = result.resampledHorizontally(rows) }
    if !columnsFirst, needsVertical { result = result.resampledVertically(columns) }
    return result
  }

  /// Each pixel copied from the nearest one, positions added up as Pillow adds them.
  private func nearest(
    width newWidth: Int, height newHeight: Int, box: (Float, Float, Float, Float)
  ) -> Image {
    let columns = nearestPositions(start: box.0, end: box.2, count: newWidth, limit: width)
    let rows = nearestPositions(start: box.1, end: box.3, count: newHeight, limit: height)
    let step = mode.bytesPerPixel
    var result = [UInt8](repeating: 0, count: newWidth * newHeight * step)
    for (row, sourceRow) in rows.enumerated() where sourceRow >= 0 {
      for (column, sourceColumn) in columns.enumerated() where sourceColumn >= 0 {
        let source = (sourceRow * width + sourceColumn) * step
        let target = (row * newWidth + column) * step
        for byte in 0..<step { result[target + byte] = pixels[source + byte] }
      }
    }
    return withPixels(width: newWidth, height: newHeight, result)
  }

  /// The source pixel of each target pixel of a line, -1 outside.
  private func nearestPositions(start: Float, end: Float, count: Int, limit: Int) -> [Int] {
    let scale = Double(end - start) / Double(count)
    var position = Double(start) + scale * 0.5
    return (0..<count).map { index in
      // 16-bit pictures go through the general transform, which does not accumulate.
      let exact = mode == .gray16 ? scale * (Double(index) + 0.5) + Double(start) : position
      position += scale
      let pixel = exact < 0 ? -1 : Int(exact)
      return pixel < limit ? pixel : -1
    }
  }
}
