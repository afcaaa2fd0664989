// The two passes of Pillow's resampling: 8-bit samples in fixed point, 16-bit ones in Double.

extension Image {
  func resampledHorizontally(_ weights: ResamplingWeights) -> Image {
    let newWidth = weights.starts.count
    if mode == .gray16 {
      let samples = samples16
      var result = [UInt8](repeating: 0, count: newWidth * height * 2)
      for row in 0..<height {
        for column in 0..<newWidth {
          var sum = 0.0
          for index in 0..<weights.counts[column] {
            sum +=
              Double(samples[row * width + weights.starts[column] + index])
              * weights.weights[column * weights.stride + index]
          }
          store16(sum, in: &result, at: row * newWidth + column)
        }
      }
      return withPixels(width: newWidth, height: height, result)
    }
    let channels = mode.channels
    let fixed = weights.fixedPoint
    let result = [UInt8](unsafeUninitializedCapacity: newWidth * height * channels) {
      buffer, used in
      pixels.withUnsafeBufferPointer { source in
        fixed.withUnsafeBufferPointer { fixed in
          for row in 0..<height {
            let line = row * width * channels
            for column in 0..<newWidth {
              let first = line + weights.starts[column] * channels
              let factors = column * weights.stride
              for channel in 0..<channels {
                var sum = Int32(1 << (ResamplingWeights.precisionBits - 1))
                for index in 0..<weights.counts[column] {
                  sum &+=
                    Int32(source[first + index * channels + channel]) &* fixed[factors + index]
                }
                buffer[(row * newWidth + column) * channels + channel] = clip8(fixedPoint: sum)
              }
            }
          }
        }
      }
      used = newWidth * height * channels
    }
    return withPixels(width: newWidth, height: height, result)
  }

  func resampledVertically(_ weights: ResamplingWeights) -> Image {
    let newHeight = weights.starts.count
    if mode == .gray16 {
      let samples = samples16
      var result = [UInt8](repeating: 0, count: width * newHeight * 2)
      for row in 0..<newHeight {
        for column in 0..<width {
          var sum = 0.0
          for index in 0..<weights.counts[row] {
            sum +=
              Double(samples[(weights.starts[row] + index) * width + column])
              * weights.weights[row * weights.stride + index]
          }
          store16(sum, in: &result, at: row * width + column)
        }
      }
      return withPixels(width: width, height: newHeight, result)
    }
    let line = width * mode.channels
    let fixed = weights.fixedPoint
    var sums = [Int32](repeating: 0, count: line)
    let result = [UInt8](unsafeUninitializedCapacity: line * newHeight) { buffer, used in
      pixels.withUnsafeBufferPointer { source in
        sums.withUnsafeMutableBufferPointer { sums in
          for row in 0..<newHeight {
            sums.update(repeating: Int32(1 << (ResamplingWeights.precisionBits - 1)))
            for index in 0..<weights.counts[row] {
              let factor = fixed[row * weights.stride + index]
              let start = (weights.starts[row] + index) * line
              for sample in 0..<line { sums[sample] &+= Int32(source[start + sample]) &* factor }
            }
            for sample in 0..<line { buffer[row * line + sample] = clip8(fixedPoint: sums[sample]) }
          }
        }
      }
      used = line * newHeight
    }
    return withPixels(width: width, height: newHeight, result)
  }

  /// The samples of a picture of mode `I;16`.
  var samples16: [UInt16] {
    (0..<(width * height)).map { UInt16(pixels[2 * $0]) | UInt16(pixels[2 * $0 + 1]) << 8 }
  }
}

@inline(__always)
private func clip8(fixedPoint sum: Int32) -> UInt8 {
  UInt8(min(255, max(0, sum >> Int32(ResamplingWeights.precisionBits))))
}

private func store16(_ sum: Double, in samples: inout [UInt8], at index: Int) {
  let rounded = UInt16(min(65535, max(0, sum >= 0 ? sum + 0.5 : sum - 0.5)))
  samples[2 * index] = UInt8(truncatingIfNeeded: rounded)
  samples[2 * index + 1] = UInt8(truncatingIfNeeded: rounded >> 8)
}
