extension Tensor {
  /// The sum of two tensors, broadcast to a common shape.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func + (lhs: consuming Tensor, rhs: consuming Tensor) -> Tensor {
    combined(lhs, rhs, Addition<Scalar>.self)
  }

  /// The sum of each element and a number.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func + (lhs: consuming Tensor, rhs: Scalar) -> Tensor {
    lhs.mapped(WithRight<Addition<Scalar>>(right: rhs))
  }

  /// The sum of a number and each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func + (lhs: Scalar, rhs: consuming Tensor) -> Tensor {
    rhs.mapped(WithLeft<Addition<Scalar>>(left: lhs))
  }

  /// The difference of two tensors, broadcast to a common shape.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func - (lhs: consuming Tensor, rhs: consuming Tensor) -> Tensor {
    combined(lhs, rhs, Subtraction<Scalar>.self)
  }

  /// The difference of each element and a number.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func - (lhs: consuming Tensor, rhs: Scalar) -> Tensor {
    lhs.mapped(WithRight<Subtraction<Scalar>>(right: rhs))
  }

  /// The difference of a number and each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func - (lhs: Scalar, rhs: consuming Tensor) -> Tensor {
    rhs.mapped(WithLeft<Subtraction<Scalar>>(left: lhs))
  }

  /// The product of two tensors, broadcast to a common shape.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func * (lhs: consuming Tensor, rhs: consuming Tensor) -> Tensor {
    combined(lhs, rhs, Multiplication<Scalar>.self)
  }

  /// The product of each element and a number.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func * (lhs: consuming Tensor, rhs: Scalar) -> Tensor {
    lhs.mapped(WithRight<Multiplication<Scalar>>(right: rhs))
  }

  /// The product of a number and each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func * (lhs: Scalar, rhs: consuming Tensor) -> Tensor {
    rhs.mapped(WithLeft<Multiplication<Scalar>>(left: lhs))
  }

  /// The quotient of two tensors, broadcast to a common shape.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func / (lhs: consuming Tensor, rhs: consuming Tensor) -> Tensor {
    combined(lhs, rhs, Division<Scalar>.self)
  }

  /// The quotient of each element and a number.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func / (lhs: consuming Tensor, rhs: Scalar) -> Tensor {
    lhs.mapped(WithRight<Division<Scalar>>(right: rhs))
  }

  /// The quotient of a number and each element.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func / (lhs: Scalar, rhs: consuming Tensor) -> Tensor {
    rhs.mapped(WithLeft<Division<Scalar>>(left: lhs))
  }

  /// Each element with the opposite sign.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static prefix func - (operand: consuming Tensor) -> Tensor {
    operand.mapped(Negation())
  }
}
