/// What kernels need of an element type beyond `Real`: branch-free functions that the compiler turns
/// into vector code, accurate to about one unit in the last place.
public protocol ScalarKernels {
  /// The exponential function: 0 below the range, infinity above it, NaN for NaN.
  static func kernelExp(_ x: Self) -> Self
  /// eˣ where that is a normal number: 0 below, the largest power in range above, NaN for NaN. Cheaper
  /// than `kernelExp`, and enough wherever the result is added to something near 1.
  static func kernelBoundedExp(_ x: Self) -> Self
  /// x · Φ(x), the Gaussian error linear unit.
  static func kernelGELU(_ x: Self) -> Self
  /// The hyperbolic tangent.
  static func kernelTanh(_ x: Self) -> Self
  /// The error function.
  static func kernelErf(_ x: Self) -> Self
  /// The power function of the C library, defined for negative bases with whole exponents.
  static func kernelPow(_ base: Self, _ exponent: Self) -> Self
}
