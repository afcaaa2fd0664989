// The left operand moves into the operation, which then may reuse its storage.

extension Tensor {
  /// Replaces this tensor by the sum of it and another one, broadcast; reuses the storage if nothing else uses it.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func += (lhs: inout Tensor, rhs: Tensor) {
    lhs = (consume lhs) + rhs
  }

  /// Replaces this tensor by the sum of it and a number; reuses the storage if nothing else uses it.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func += (lhs: inout Tensor, rhs: Scalar) {
    lhs = (consume lhs) + rhs
  }

  /// Replaces this tensor by the difference of it and another one, broadcast; reuses the storage if nothing else uses it.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func -= (lhs: inout Tensor, rhs: Tensor) {
    lhs = (consume lhs) - rhs
  }

  /// Replaces this tensor by the difference of it and a number; reuses the storage if nothing else uses it.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func -= (lhs: inout Tensor, rhs: Scalar) {
    lhs = (consume lhs) - rhs
  }

  /// Replaces this tensor by the product of it and another one, broadcast; reuses the storage if nothing else uses it.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func *= (lhs: inout Tensor, rhs: Tensor) {
    lhs = (consume lhs) * rhs
  }

  /// Replaces this tensor by the product of it and a number; reuses the storage if nothing else uses it.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func *= (lhs: inout Tensor, rhs: Scalar) {
    lhs = (consume lhs) * rhs
  }

  /// Replaces this tensor by the quotient of it and another one, broadcast; reuses the storage if nothing else uses it.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func /= (lhs: inout Tensor, rhs: Tensor) {
    lhs = (consume lhs) / rhs
  }

  /// Replaces this tensor by the quotient of it and a number; reuses the storage if nothing else uses it.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func /= (lhs: inout Tensor, rhs: Scalar) {
    lhs = (consume lhs) / rhs
  }
}
