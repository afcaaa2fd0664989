import WideKernels

/// The innermost product of matrices that are packed in panels: eight rows of the left one, and as
/// many columns of the right one as two vectors have lanes.
enum PanelProduct<Scalar: TensorScalar> {
  /// The rows of a left panel.
  static var rows: Int { 8 }

  /// The columns of a right panel.
  @inline(__always)
  static var columns: Int {
    if Scalar.self == Double.self { return 8 }
    return WideVectors.areAvailable ? 32 : 16
  }

  /// c = a · b, or c += a · b, with a `[count, rows]`, b `[count, columns]` and c `[rows, columns]`.
  ///
  /// Of `b` and `c` only the first `width` columns matter; some more may be computed.
  @inline(__always)
  static func multiply(
    count: Int, _ a: UnsafePointer<Scalar>, _ b: UnsafePointer<Scalar>, width: Int,
    _ c: UnsafeMutablePointer<Scalar>, adding: Bool
  ) {
    if Scalar.self == Double.self {
      narrow(
        SIMD4<Double>.self, count, cast(a), cast(b), width, UnsafeMutablePointer(mutating: cast(c)),
        adding)
    } else if WideVectors.areAvailable {
      WideVectors.multiplyPanels(
        count: count, cast(a), cast(b), pitch: 32, UnsafeMutablePointer(mutating: cast(c)),
        hasTwoVectors: width > 16, adding: adding)
    } else {
      narrow(
        SIMD8<Float>.self, count, cast(a), cast(b), width, UnsafeMutablePointer(mutating: cast(c)),
        adding)
    }
  }

  /// The two vectors of columns one after the other, so that the sums fit sixteen registers.
  @inline(__always)
  private static func narrow<Vector: SIMD>(
    _: Vector.Type, _ count: Int, _ a: UnsafePointer<Vector.Scalar>,
    _ b: UnsafePointer<Vector.Scalar>, _ width: Int, _ c: UnsafeMutablePointer<Vector.Scalar>,
    _ adding: Bool
  ) where Vector.Scalar: BinaryFloatingPoint {
    let lanes = Vector.scalarCount
    for start in stride(from: 0, to: min(width, 2 * lanes), by: lanes) {
      multiplyPanels(
        Vector.self, count: count, a, b + start, pitch: 2 * lanes, c + start,
        hasTwoVectors: false, adding: adding)
    }
  }

  @inline(__always)
  private static func cast<Target>(_ pointer: UnsafePointer<Scalar>) -> UnsafePointer<Target> {
    UnsafeRawPointer(pointer).assumingMemoryBound(to: Target.self)
  }
}
