extension Tensor {
  /// eˣ of each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func exp() -> Tensor { mapped(Exponential()) }

  /// The natural logarithm of each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func log() -> Tensor { mapped(Logarithm()) }

  /// The square root of each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func sqrt() -> Tensor { mapped(SquareRoot()) }

  /// The reciprocal square root of each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func rsqrt() -> Tensor { mapped(ReciprocalSquareRoot()) }

  /// The sine of each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func sin() -> Tensor { mapped(Sine()) }

  /// The cosine of each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func cos() -> Tensor { mapped(Cosine()) }

  /// The hyperbolic tangent of each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func tanh() -> Tensor { mapped(HyperbolicTangent()) }

  /// The error function of each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func erf() -> Tensor { mapped(ErrorFunction()) }

  /// The magnitude of each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func abs() -> Tensor { mapped(Magnitude()) }

  /// -1, 0 or 1 for each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func sign() -> Tensor { mapped(Sign()) }

  /// The square of each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func squared() -> Tensor { mapped(Square()) }

  /// The reciprocal of each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func reciprocal() -> Tensor { mapped(WithLeft<Division<Scalar>>(left: 1)) }

  /// Each element rounded to the nearest integer, halves to the even one, as `torch.round` does.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func rounded() -> Tensor { mapped(RoundToEven()) }

  /// The largest integer not above each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func floor() -> Tensor { mapped(RoundDown()) }

  /// The smallest integer not below each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func ceil() -> Tensor { mapped(RoundUp()) }

  /// Each element without its fraction.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func truncated() -> Tensor { mapped(Truncation()) }

  /// Each element to the power of `exponent`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func pow(_ exponent: Scalar) -> Tensor {
    switch exponent {
    case 2: mapped(Square())
    case 3: mapped(Cube())
    case 0.5: mapped(SquareRoot())
    case -0.5: mapped(ReciprocalSquareRoot())
    case -1: mapped(WithLeft<Division<Scalar>>(left: 1))
    default: mapped(Power(exponent: exponent))
    }
  }

  /// Each element to the power of the element of `exponent`, broadcasting.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func pow(_ exponent: Tensor) -> Tensor {
    Tensor.combined(self, exponent, Powers<Scalar>.self)
  }

  /// `base` to the power of each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func powers(of base: Scalar, _ exponents: Tensor) -> Tensor {
    exponents.mapped(PowerOf(base: base))
  }

  /// Each element moved into `minimum...maximum`; NaN stays NaN.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func clamped(_ minimum: Scalar, _ maximum: Scalar) -> Tensor {
    mapped(Clamp(low: minimum, high: maximum))
  }

  /// Each element, but at least `minimum`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func clamped(minimum: Scalar) -> Tensor {
    mapped(Clamp(low: minimum, high: .infinity))
  }

  /// Each element, but at most `maximum`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func clamped(maximum: Scalar) -> Tensor {
    mapped(Clamp(low: -.infinity, high: maximum))
  }
}
