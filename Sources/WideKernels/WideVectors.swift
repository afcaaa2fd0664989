private import CProcessor

/// Kernels for vectors of 512 bits, which this module alone is compiled for.
///
/// They may be called only where `areAvailable`. Nothing here is shared with other modules but
/// what the compiler puts into the caller.
public enum WideVectors {
  /// Whether this processor has such vectors.
  public static let areAvailable = processorHasWideVectors()

  /// `multiplyPanels` for panels of 16 or 32 columns.
  @inline(never)
  public static func multiplyPanels(
    count: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, pitch: Int,
    _ c: UnsafeMutablePointer<Float>, hasTwoVectors: Bool, adding: Bool
  ) {
    WideKernels.multiplyPanels(
      SIMD16<Float>.self, count: count, a, b, pitch: pitch, c, hasTwoVectors: hasTwoVectors,
      adding: adding)
  }
}
