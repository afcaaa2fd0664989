/// An n-dimensional array of `Float` or `Double`, row-major unless it is a view.
///
/// Tensors are values: an operation returns a new tensor, or a view that shares the storage where
/// that saves a copy. Shapes are the caller's responsibility: model code combines tensors whose
/// shapes its configuration fixes, so a mismatch is a bug and traps. Data from outside is checked
/// where it comes in, by throwing code.
public struct Tensor<Scalar: TensorScalar>: Sendable {
  /// The extent of each dimension; empty for a scalar.
  public let shape: [Int]
  /// The distance between neighbours along each dimension, in elements; 0 for a broadcast one.
  public let strides: [Int]
  let offset: Int
  private(set) var storage: TensorStorage<Scalar>

  init(shape: [Int], strides: [Int], offset: Int, storage: TensorStorage<Scalar>) {
    self.shape = shape
    self.strides = strides
    self.offset = offset
    self.storage = storage
  }

  /// A contiguous tensor over all of `storage`.
  public init(shape: [Int], storage: TensorStorage<Scalar>) {
    precondition(shape.reduce(1, *) == storage.count, "the shape must fill the storage")
    self.init(
      shape: shape, strides: Self.contiguousStrides(shape), offset: 0, storage: storage)
  }

  /// A tensor of `shape` whose elements `initialize` writes, every one of them, in row-major order.
  public init(
    unsafeUninitialized shape: [Int],
    initialize: (UnsafeMutableBufferPointer<Scalar>) throws -> Void
  ) rethrows {
    let storage = TensorStorage<Scalar>(count: shape.reduce(1, *))
    self.init(shape: shape, storage: storage)
    try initialize(UnsafeMutableBufferPointer(start: storage.base, count: storage.count))
  }

  /// A tensor of `shape` with `values` in row-major order.
  public init(_ values: [Scalar], shape: [Int]) {
    precondition(values.count == shape.reduce(1, *), "\(values.count) values cannot fill \(shape)")
    self.init(unsafeUninitialized: shape) { buffer in
      _ = buffer.initialize(from: values)
    }
  }

  /// A vector of `values`.
  public init(_ values: [Scalar]) {
    self.init(values, shape: [values.count])
  }

  /// A tensor of `shape` with every element `value`.
  public init(repeating value: Scalar, shape: [Int]) {
    self.init(unsafeUninitialized: shape) { $0.initialize(repeating: value) }
  }

  /// A tensor of `shape` filled with 0.
  public static func zeros(_ shape: [Int]) -> Tensor { Tensor(repeating: 0, shape: shape) }

  /// A tensor of `shape` filled with 1.
  public static func ones(_ shape: [Int]) -> Tensor { Tensor(repeating: 1, shape: shape) }

  /// The number of dimensions.
  public var rank: Int { shape.count }

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }

  /// Whether the elements lie in row-major order without gaps.
  public var isContiguous: Bool {
    var expected = 1
    for dimension in shape.indices.reversed() where shape[dimension] != 1 {
      if strides[dimension] != expected { return false }
      expected *= shape[dimension]
    }
    return true
  }

  /// The extent of `dimension`; negative ones count from the end.
  public func extent(_ dimension: Int) -> Int { shape[normalized(dimension)] }

  /// The elements in row-major order.
  public var values: [Scalar] { withContiguous { Array($0) } }

  /// The only element of a tensor with one element.
  public var item: Scalar {
    precondition(count == 1, "item needs exactly one element, not \(shape)")
    return storage.base[offset]
  }

  /// Calls `body` with the elements in row-major order, copying only if this is a view that needs it.
  public func withContiguous<Result>(
    _ body: (UnsafeBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result {
    let source = contiguous()
    defer { withExtendedLifetime(source.storage) {} }
    return try body(
      UnsafeBufferPointer(start: source.storage.base + source.offset, count: source.count))
  }

  /// The address of the first element.
  var pointer: UnsafePointer<Scalar> { UnsafePointer(storage.base + offset) }

  /// Whether nothing else refers to the storage, so that an operation may write its result into it.
  mutating func isUniquelyOwned() -> Bool {
    isKnownUniquelyReferenced(&storage) && storage.isOwned
  }

  /// A tensor of the same shape, not initialised; `self` must be contiguous.
  func uninitializedLike() -> Tensor {
    Tensor(
      shape: shape, strides: strides, offset: 0, storage: TensorStorage(count: count))
  }

  /// `dimension`, counted from the end if negative, as an index of `shape`.
  func normalized(_ dimension: Int) -> Int {
    let index = dimension < 0 ? dimension + rank : dimension
    precondition(shape.indices.contains(index), "no dimension \(dimension) in \(shape)")
    return index
  }

  static func contiguousStrides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for dimension in shape.indices.dropLast().reversed() {
      strides[dimension] = strides[dimension + 1] * shape[dimension + 1]
    }
    return strides
  }
}
