/// What kernels need of an element type beyond `Real`: branch-free functions that the compiler turns
/// into vector code, accurate to about one unit in the last place.
public protocol ScalarKernels {
  /// The exponential function: 0 below the range, infinity above it, NaN for NaN.
  static func kernelExp(_ x: Self) -> Self
  /// The hyperbolic tangent.
  static func kernelTanh(_ x: Self) -> Self
  /// The error function.
  static func kernelErf(_ x: Self) -> Self
  /// The power function of the C library, defined for negative bases with whole exponents.
  static func kernelPow(_ base: Self, _ exponent: Self) -> Self
}
