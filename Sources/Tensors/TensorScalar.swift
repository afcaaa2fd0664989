public import RealModule

/// The element type of a tensor: `Float`, the arithmetic of ordinary runs, or `Double`, the ideal one.
///
/// Kernels exist for exactly these two; model code is generic over this protocol and never touches
/// an element.
public protocol TensorScalar: Real, BinaryFloatingPoint, Codable, SIMDScalar, ScalarKernels,
  Sendable
{
  /// The name torch and safetensors files use for the type: `float32` or `float64`.
  static var torchName: String { get }
}

extension Float: TensorScalar {
  /// `float32`.
  public static var torchName: String { "float32" }
}

extension Double: TensorScalar {
  /// `float64`.
  public static var torchName: String { "float64" }
}
