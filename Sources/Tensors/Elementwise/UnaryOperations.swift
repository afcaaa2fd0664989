import RealModule

struct Exponential<Scalar: TensorScalar>: UnaryOperation {
  static var cost: Int { 8 }
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { .kernelExp(x) }
}

struct Logarithm<Scalar: TensorScalar>: UnaryOperation {
  static var cost: Int { 16 }
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { .log(x) }
}

struct SquareRoot<Scalar: TensorScalar>: UnaryOperation {
  static var cost: Int { 4 }
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { x.squareRoot() }
}

struct ReciprocalSquareRoot<Scalar: TensorScalar>: UnaryOperation {
  static var cost: Int { 4 }
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { 1 / x.squareRoot() }
}

struct Sine<Scalar: TensorScalar>: UnaryOperation {
  static var cost: Int { 16 }
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { .sin(x) }
}

struct Cosine<Scalar: TensorScalar>: UnaryOperation {
  static var cost: Int { 16 }
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { .cos(x) }
}

struct HyperbolicTangent<Scalar: TensorScalar>: UnaryOperation {
  static var cost: Int { 8 }
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { .kernelTanh(x) }
}

struct ErrorFunction<Scalar: TensorScalar>: UnaryOperation {
  static var cost: Int { 8 }
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { .kernelErf(x) }
}

struct Magnitude<Scalar: TensorScalar>: UnaryOperation {
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { x.magnitude }
}

struct Sign<Scalar: TensorScalar>: UnaryOperation {
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { x > 0 ? 1 : (x < 0 ? -1 : 0) }
}

struct Negation<Scalar: TensorScalar>: UnaryOperation {
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { -x }
}

struct Square<Scalar: TensorScalar>: UnaryOperation {
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { x * x }
}

struct Cube<Scalar: TensorScalar>: UnaryOperation {
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { x * x * x }
}

struct Power<Scalar: TensorScalar>: UnaryOperation {
  let exponent: Scalar
  static var cost: Int { 32 }
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { .kernelPow(x, exponent) }
}

struct PowerOf<Scalar: TensorScalar>: UnaryOperation {
  let base: Scalar
  static var cost: Int { 32 }
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { .kernelPow(base, x) }
}

struct Clamp<Scalar: TensorScalar>: UnaryOperation {
  let low: Scalar
  let high: Scalar
  // A NaN fails both comparisons and stays, as in torch.
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar {
    let raised = x < low ? low : x
    return raised > high ? high : raised
  }
}

struct RoundToEven<Scalar: TensorScalar>: UnaryOperation {
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { x.rounded(.toNearestOrEven) }
}

struct RoundDown<Scalar: TensorScalar>: UnaryOperation {
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { x.rounded(.down) }
}

struct RoundUp<Scalar: TensorScalar>: UnaryOperation {
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { x.rounded(.up) }
}

struct Truncation<Scalar: TensorScalar>: UnaryOperation {
  @inline(__always) func callAsFunction(_ x: Scalar) -> Scalar { x.rounded(.towardZero) }
}
