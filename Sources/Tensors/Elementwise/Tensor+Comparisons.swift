extension Tensor {
  /// 1 where an element > `other`, else 0.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func greater(_ other: Scalar) -> Tensor {
    mapped(WithRight<IsGreater<Scalar>>(right: other))
  }

  /// 1 where an element > the one of `other`, else 0, broadcasting.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func greater(_ other: Tensor) -> Tensor {
    Tensor.combined(self, other, IsGreater<Scalar>.self)
  }

  /// 1 where an element ≥ `other`, else 0.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func greaterOrEqual(_ other: Scalar) -> Tensor {
    mapped(WithRight<IsGreaterOrEqual<Scalar>>(right: other))
  }

  /// 1 where an element ≥ the one of `other`, else 0, broadcasting.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func greaterOrEqual(_ other: Tensor) -> Tensor {
    Tensor.combined(self, other, IsGreaterOrEqual<Scalar>.self)
  }

  /// 1 where an element < `other`, else 0.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func less(_ other: Scalar) -> Tensor {
    mapped(WithRight<IsLess<Scalar>>(right: other))
  }

  /// 1 where an element < the one of `other`, else 0, broadcasting.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func less(_ other: Tensor) -> Tensor {
    Tensor.combined(self, other, IsLess<Scalar>.self)
  }

  /// 1 where an element ≤ `other`, else 0.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func lessOrEqual(_ other: Scalar) -> Tensor {
    mapped(WithRight<IsLessOrEqual<Scalar>>(right: other))
  }

  /// 1 where an element ≤ the one of `other`, else 0, broadcasting.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func lessOrEqual(_ other: Tensor) -> Tensor {
    Tensor.combined(self, other, IsLessOrEqual<Scalar>.self)
  }

  /// 1 where an element = `other`, else 0.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func equal(_ other: Scalar) -> Tensor {
    mapped(WithRight<IsEqual<Scalar>>(right: other))
  }

  /// 1 where an element = the one of `other`, else 0, broadcasting.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func equal(_ other: Tensor) -> Tensor {
    Tensor.combined(self, other, IsEqual<Scalar>.self)
  }

  /// 1 where an element ≠ `other`, else 0.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func notEqual(_ other: Scalar) -> Tensor {
    mapped(WithRight<IsNotEqual<Scalar>>(right: other))
  }

  /// 1 where an element ≠ the one of `other`, else 0, broadcasting.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public consuming func notEqual(_ other: Tensor) -> Tensor {
    Tensor.combined(self, other, IsNotEqual<Scalar>.self)
  }
}
