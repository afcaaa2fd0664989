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
  /// `operation` of each element, written in place if nothing else uses this tensor's storage.
  @inline(__always)
  consuming func mapped<Operation: UnaryOperation<Scalar>>(_ operation: Operation) -> Tensor {
    var source = isContiguous ? self : contiguous()
    let count = source.count
    if source.isUniquelyOwned() {
      let target = source.storage.base + source.offset
      parallelFor(count, minimumPerTask: parallelGrain / Operation.cost) { range in
        for i in range { target[i] = operation(target[i]) }
      }
      return source
    }
    let result = source.uninitializedLike()
    let target = result.storage.base
    let input = source.pointer
    parallelFor(count, minimumPerTask: parallelGrain / Operation.cost) { range in
      for i in range { target[i] = operation(input[i]) }
    }
    withExtendedLifetime(source) {}
    return result
  }
}
