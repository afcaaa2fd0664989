/// A function of one element, with its parameters; a type of its own so that loops inline it.
protocol UnaryOperation<Scalar> {
  associatedtype Scalar: TensorScalar
  /// How many simple operations one call amounts to, which decides from where threads pay off.
  static var cost: Int { get }
  func callAsFunction(_ x: Scalar) -> Scalar
}

extension UnaryOperation {
  static var cost: Int { 1 }
}

/// About as many simple operations as are worth a second thread.
let parallelGrain = 32_768

extension Tensor {
  /// `operation` of each element, in place if nothing else uses the storage.
  @inline(__always)
  consuming func mapped<Operation: UnaryOperation<Scalar>>(_ operation: Operation) -> Tensor {
    map(operation)
    return self
  }

  /// Replaces each element by `operation` of it, in place if nothing else uses the storage.
  @inline(__always)
  mutating func map<Operation: UnaryOperation<Scalar>>(_ operation: Operation) {
    let timer = KernelTimer("elementwise")
    defer { timer.stop() }
    let (source, result) = sourceAndResult()
    let (input, target) = (source.pointer, result.storage.base + result.offset)
    parallelFor(source.count, minimumPerTask: parallelGrain / Operation.cost) { range in
      mapRow(input + range.lowerBound, target + range.lowerBound, range.count) { operation($1) }
    }
    withExtendedLifetime(source) {}
    self = result
  }

  /// What an operation reads, without gaps, and a tensor of the same shape for its result: the same one
  /// if nothing else uses the storage.
  @inline(__always)
  mutating func sourceAndResult() -> (source: Tensor, result: Tensor) {
    if !isContiguous { self = contiguous() }
    let isItsOwn = isUniquelyOwned()
    return (self, isItsOwn ? self : uninitializedLike())
  }
}

/// target[i] = body(i, source[i]); source and target are apart, or the same.
@inline(__always)
func mapRow<Scalar: TensorScalar>(
  _ source: UnsafePointer<Scalar>, _ target: UnsafeMutablePointer<Scalar>, _ count: Int,
  _ body: (Int, Scalar) -> Scalar
) {
  // One loop for each case, as the compiler makes vector code only where it knows which one it is.
  if source == UnsafePointer(target) {
    for i in 0..<count { target[i] = body(i, target[i]) }
  } else {
    for i in 0..<count { target[i] = body(i, source[i]) }
  }
}
