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
  /// `operation` of each element.
  @inline(__always)
  func mapped<Operation: UnaryOperation<Scalar>>(_ operation: Operation) -> Tensor {
    let timer = KernelTimer("elementwise")
    defer { timer.stop() }
    let source = contiguous()
    let result = source.uninitializedLike()
    let (input, target) = (source.pointer, result.storage.base)
    parallelFor(source.count, minimumPerTask: parallelGrain / Operation.cost) { range in
      for i in range { target[i] = operation(input[i]) }
    }
    withExtendedLifetime(source) {}
    return result
  }

  /// Replaces each element by `operation` of it, in place if nothing else uses the storage.
  @inline(__always)
  mutating func map<Operation: UnaryOperation<Scalar>>(_ operation: Operation) {
    guard isContiguous, isUniquelyOwned() else {
      self = mapped(operation)
      return
    }
    let timer = KernelTimer("elementwise")
    defer { timer.stop() }
    let target = storage.base + offset
    parallelFor(count, minimumPerTask: parallelGrain / Operation.cost) { range in
      for i in range { target[i] = operation(target[i]) }
    }
  }
}
