import Checkpoints
import Foundation

// Box and Gaussian blur, as Pillow's BoxBlur.c.

extension Image {
  /// The picture blurred by three box filters that come close to a Gaussian of standard deviation
  /// `radius`, as `ImageFilter.GaussianBlur(radius)` of Pillow.
  public func gaussianBlurred(radius: Double) throws -> Image {
    if radius == 0 { return self }
    return try boxBlurred(boxRadius: Self.boxRadius(gaussian: Float(radius), passes: 3), passes: 3)
  }

  /// The picture averaged over squares that reach `radius` pixels in each direction, as
  /// `ImageFilter.BoxBlur(radius)` of Pillow.
  public func boxBlurred(radius: Double) throws -> Image {
    if radius == 0 { return self }
    return try boxBlurred(boxRadius: Float(radius), passes: 1)
  }

  /// The box radius whose `passes`-fold repetition has the variance of a Gaussian (Gwosdek et al.,
  /// "Theoretical foundations of Gaussian convolution by extended box filtering").
  private static func boxRadius(gaussian radius: Float, passes: Float) -> Float {
    let variance = radius * radius / passes
    let length = Float((12.0 * Double(variance) + 1.0).squareRoot())
    let whole = Float(floor((Double(length) - 1.0) / 2.0))
    var fraction = (2 * whole + 1) * (whole * (whole + 1) - 3 * variance)
    fraction /= 6 * (variance - (whole + 1) * (whole + 1))
    return whole + fraction
  }

  private func boxBlurred(boxRadius radius: Float, passes: Int) throws -> Image {
    guard radius >= 0 else { throw PythonError.value("radius must be >= 0") }
    guard radius < 2_147_483_648 else { throw PythonError.value("radius too large") }
    switch mode {
    case .bilevel, .palette, .gray16: throw PythonError.value("image has wrong mode")
    default: break
    }
    guard width > 0, height > 0, radius != 0 else { return self }
    let channels = mode.channels
    var result = pixels
    for _ in 0..<passes {
      result = boxBlurredLines(
        result, radius: radius, length: width, step: channels,
        starts: (0..<height).flatMap { row in
          (0..<channels).map { row * width * channels + $0 }
        })
    }
    for _ in 0..<passes {
      result = boxBlurredLines(
        result, radius: radius, length: height, step: width * channels,
        starts: Array(0..<(width * channels)))
    }
    return withPixels(width: width, height: height, result)
  }
}

/// The lines of samples that begin at `starts` and go on every `step` samples, each averaged over
/// `2 · radius + 1` samples, the outermost ones with the fraction of the radius; the ends repeat.
private func boxBlurredLines(
  _ source: [UInt8], radius floatRadius: Float, length: Int, step: Int, starts: [Int]
) -> [UInt8] {
  let radius = Int(floatRadius)
  let weight = UInt32(Float(UInt32(1 << 24)) / (floatRadius * 2 + 1))
  let edgeWeight = (UInt32(1 << 24) &- UInt32(truncatingIfNeeded: radius * 2 + 1) &* weight) / 2
  let last = length - 1
  var result = source
  for start in starts {
    func sample(_ index: Int) -> UInt32 {
      UInt32(source[start + min(max(index, 0), last) * step])
    }
    // The sum around the sample before the first one.
    let inside = min(radius, last)
    var sum = sample(0) &* UInt32(truncatingIfNeeded: radius + 1)
    for index in 0..<inside { sum &+= sample(index) }
    sum &+= sample(last) &* UInt32(truncatingIfNeeded: radius - inside)
    for index in 0..<length {
      let (before, after) = (sample(index - radius - 1), sample(index + radius + 1))
      sum = sum &+ sample(index + radius) &- before
      let total = sum &* weight &+ (before + after) &* edgeWeight
      result[start + index * step] = UInt8(truncatingIfNeeded: (total &+ (1 << 23)) >> 24)
    }
  }
  return result
}
