extension Tensor {
  /// Replaces this tensor by the sum of it and another one, broadcast.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func += (lhs: inout Tensor, rhs: consuming Tensor) {
    lhs.combine(rhs, Addition<Scalar>.self)
  }

  /// Replaces this tensor by the sum of it and a number.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func += (lhs: inout Tensor, rhs: Scalar) {
    lhs.map(WithRight<Addition<Scalar>>(right: rhs))
  }

  /// Replaces this tensor by the difference of it and another one, broadcast.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func -= (lhs: inout Tensor, rhs: consuming Tensor) {
    lhs.combine(rhs, Subtraction<Scalar>.self)
  }

  /// Replaces this tensor by the difference of it and a number.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func -= (lhs: inout Tensor, rhs: Scalar) {
    lhs.map(WithRight<Subtraction<Scalar>>(right: rhs))
  }

  /// Replaces this tensor by the product of it and another one, broadcast.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func *= (lhs: inout Tensor, rhs: consuming Tensor) {
    lhs.combine(rhs, Multiplication<Scalar>.self)
  }

  /// Replaces this tensor by the product of it and a number.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func *= (lhs: inout Tensor, rhs: Scalar) {
    lhs.map(WithRight<Multiplication<Scalar>>(right: rhs))
  }

  /// Replaces this tensor by the quotient of it and another one, broadcast.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func /= (lhs: inout Tensor, rhs: consuming Tensor) {
    lhs.combine(rhs, Division<Scalar>.self)
  }

  /// Replaces this tensor by the quotient of it and a number.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func /= (lhs: inout Tensor, rhs: Scalar) {
    lhs.map(WithRight<Division<Scalar>>(right: rhs))
  }
}
