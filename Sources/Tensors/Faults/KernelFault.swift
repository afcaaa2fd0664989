/// A mistake that a port of the kernels could make.
///
/// The suite switches one on to see whether the results of an implementation look like it. Without that
/// nothing here has an effect.
public enum KernelFault: String, Sendable, Hashable, CaseIterable {
  /// GELU by its tanh approximation where the error function is asked for.
  case tanhGELU
  /// GELU by the error function where its tanh approximation is asked for.
  case exactGELU
  /// Norms with ten times their epsilon, such as 1e-5 for 1e-6.
  case largeEpsilon
  /// Norms with a tenth of their epsilon, such as 1e-6 for 1e-5.
  case smallEpsilon
  /// Attention without its causal mask.
  case noCausalMask
  /// Attention without the mask that it is given.
  case noAttentionMask
  /// Attention without a scale.
  case noAttentionScale

  /// The mistake that kernels make in this task, if any.
  @TaskLocal public static var active: KernelFault?

  /// Whether kernels make this mistake now.
  var isActive: Bool { Self.active == self }

  /// The epsilon that norms use where `epsilon` is asked for.
  static func epsilon<Scalar: TensorScalar>(_ epsilon: Scalar) -> Scalar {
    switch active {
    case .largeEpsilon: epsilon * 10
    case .smallEpsilon: epsilon / 10
    default: epsilon
    }
  }
}
