import Checkpoints
import Tensors

/// `control_mode`: the kind of each picture that union ControlNets look at.
struct ControlModes<Scalar: TensorScalar> {
  private let values: [ArgumentValue<Scalar>]
  private let kindCounts: [Int]
  private let isMultiple: Bool

  /// The call's kinds; nil for ordinary ControlNets.
  init?(_ arguments: Arguments<Scalar>, _ nets: ControlNets<Scalar>) {
    guard let counts = nets.kindCounts else { return nil }
    values = arguments["control_mode"].elements
    kindCounts = counts
    isMultiple = nets.isMultiple
  }

  /// The number of kinds given.
  var count: Int { values.count }

  /// The kinds that one model each, or the one model, is asked for, with how many it knows.
  private var groups: [(values: [ArgumentValue<Scalar>], known: Int)] {
    isMultiple
      ? zip(values, kindCounts).map { ([$0], $1) } : kindCounts.map { (values, $0) }
  }

  /// Every kind is lower than the number of kinds the model knows, where Python can compare them.
  func check() throws {
    for group in groups {
      let largest = try group.values.pythonMaximum()
      guard let number = largest.ordinal else { throw notOrdered(largest, ">=", 0) }
      guard number >= Double(group.known) else { continue }
      throw PythonError.value("control_mode: must be lower than \(group.known).")
    }
  }

  /// The kinds, once `check` has passed.
  ///
  /// - Throws: torch's errors for what is no index.
  func indices() throws -> [Int] {
    try groups.flatMap { group in
      let values = group.values.map { value -> Int? in
        if case .int(let index) = value { return index }
        return nil
      }
      guard !values.contains(nil) else {
        throw PythonError(
          type: .runtimeError, message: "scatter(): Expected dtype int32/int64 for index")
      }
      for case let index? in values where index < 0 {
        throw PythonError(
          type: .runtimeError,
          message: "index \(index) is out of bounds for dimension 0 with size \(group.known)")
      }
      return values.compactMap { $0 }
    }
  }

  /// `control_type`: for each model 1 at the kinds it is asked for, else 0, in `rows` equal rows.
  func types(rows: Int) throws -> [Tensor<Scalar>] {
    let indices = try indices()
    return (isMultiple ? zip(indices, kindCounts).map { ([$0], $1) } : [(indices, kindCounts[0])])
      .map { asked, known in
        let row = (0..<known).map { asked.contains($0) ? Scalar(1) : 0 }
        return Tensor(row, shape: [1, known]).repeated(0, rows)
      }
  }
}

extension Array {
  /// Python's `max`.
  ///
  /// - Throws: Python's errors for no values, and for values that have no order.
  fileprivate func pythonMaximum<Scalar>() throws -> ArgumentValue<Scalar>
  where Element == ArgumentValue<Scalar> {
    guard var largest = first else {
      throw PythonError.value("max() arg is an empty sequence")
    }
    for value in dropFirst() {
      guard let other = value.ordinal, let current = largest.ordinal else {
        throw notOrdered(value, ">", largest)
      }
      if other > current { largest = value }
    }
    return largest
  }
}

extension ArgumentValue {
  /// What Python compares numbers by.
  fileprivate var ordinal: Double? {
    if case .bool(let value) = self { return value ? 1 : 0 }
    return number
  }
}

/// Python's error for `left < right` and the like where there is no order.
private func notOrdered<Scalar>(
  _ left: ArgumentValue<Scalar>, _ comparison: String, _ right: ArgumentValue<Scalar>
) -> PythonError {
  .type(
    "'\(comparison)' not supported between instances of '\(left.pythonTypeName)' and"
      + " '\(right.pythonTypeName)'")
}
