import Foundation

/// Turns uniform draws into normal ones, 16 values at a time: `at::native::templates::NormalFill16`.
///
/// The first eight values of a block give the radii, the last eight the angles; the cosines go to the
/// first half, the sines to the second. (G. E. P. Box, M. E. Muller, 1958.)
enum BoxMuller {
  static let blockSize = 16

  /// As compiled without vector instructions: float32 logarithm, sine and cosine, the angle rounded
  /// once from its double product.
  static func transformScalar(_ block: UnsafeMutablePointer<Float>) {
    for index in 0..<8 {
      let radius = (-2 * logf(1 - block[index])).squareRoot()
      let angle = Float(2 * Double.pi * Double(block[index + 8]))
      // Adding 0 is what torch's mean does: it turns -0 into 0.
      block[index] = radius * cosf(angle) + 0
      block[index + 8] = radius * sinf(angle) + 0
    }
  }

  /// The double variant, the same on every processor.
  static func transform(_ block: UnsafeMutablePointer<Double>) {
    for index in 0..<8 {
      let radius = (-2 * log(1 - block[index])).squareRoot()
      let angle = 2 * Double.pi * block[index + 8]
      block[index] = radius * cos(angle) + 0
      block[index + 8] = radius * sin(angle) + 0
    }
  }
}
