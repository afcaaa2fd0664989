/// A function of two elements; a type of its own so that loops inline it.
protocol BinaryOperation<Scalar> {
  associatedtype Scalar: TensorScalar
  static func apply(_ a: Scalar, _ b: Scalar) -> Scalar
}

/// A binary operation whose right operand is fixed.
struct WithRight<Operation: BinaryOperation>: UnaryOperation {
  let right: Operation.Scalar
  @inline(__always) func callAsFunction(_ x: Operation.Scalar) -> Operation.Scalar {
    Operation.apply(x, right)
  }
}

/// A binary operation whose left operand is fixed.
struct WithLeft<Operation: BinaryOperation>: UnaryOperation {
  let left: Operation.Scalar
  @inline(__always) func callAsFunction(_ x: Operation.Scalar) -> Operation.Scalar {
    Operation.apply(left, x)
  }
}

enum Addition<Scalar: TensorScalar>: BinaryOperation {
  @inline(__always) static func apply(_ a: Scalar, _ b: Scalar) -> Scalar { a + b }
}

enum Subtraction<Scalar: TensorScalar>: BinaryOperation {
  @inline(__always) static func apply(_ a: Scalar, _ b: Scalar) -> Scalar { a - b }
}

enum Multiplication<Scalar: TensorScalar>: BinaryOperation {
  @inline(__always) static func apply(_ a: Scalar, _ b: Scalar) -> Scalar { a * b }
}

enum Division<Scalar: TensorScalar>: BinaryOperation {
  @inline(__always) static func apply(_ a: Scalar, _ b: Scalar) -> Scalar { a / b }
}

/// The larger one, NaN if either is.
enum Larger<Scalar: TensorScalar>: BinaryOperation {
  @inline(__always) static func apply(_ a: Scalar, _ b: Scalar) -> Scalar {
    (a > b) || (a != a) ? a : b
  }
}

/// The smaller one, NaN if either is.
enum Smaller<Scalar: TensorScalar>: BinaryOperation {
  @inline(__always) static func apply(_ a: Scalar, _ b: Scalar) -> Scalar {
    (a < b) || (a != a) ? a : b
  }
}

enum Powers<Scalar: TensorScalar>: BinaryOperation {
  @inline(__always) static func apply(_ a: Scalar, _ b: Scalar) -> Scalar { .kernelPow(a, b) }
}

enum IsGreater<Scalar: TensorScalar>: BinaryOperation {
  @inline(__always) static func apply(_ a: Scalar, _ b: Scalar) -> Scalar { a > b ? 1 : 0 }
}

enum IsGreaterOrEqual<Scalar: TensorScalar>: BinaryOperation {
  @inline(__always) static func apply(_ a: Scalar, _ b: Scalar) -> Scalar { a >= b ? 1 : 0 }
}

enum IsLess<Scalar: TensorScalar>: BinaryOperation {
  @inline(__always) static func apply(_ a: Scalar, _ b: Scalar) -> Scalar { a < b ? 1 : 0 }
}

enum IsLessOrEqual<Scalar: TensorScalar>: BinaryOperation {
  @inline(__always) static func apply(_ a: Scalar, _ b: Scalar) -> Scalar { a <= b ? 1 : 0 }
}

enum IsEqual<Scalar: TensorScalar>: BinaryOperation {
  @inline(__always) static func apply(_ a: Scalar, _ b: Scalar) -> Scalar { a == b ? 1 : 0 }
}

enum IsNotEqual<Scalar: TensorScalar>: BinaryOperation {
  @inline(__always) static func apply(_ a: Scalar, _ b: Scalar) -> Scalar { a != b ? 1 : 0 }
}
