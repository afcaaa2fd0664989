extension Tensor {
  /// `[count, outputs]`, of which `body` makes the rows of a range, each independently of the others. Many
  /// rows are made run by run, so that what `body` needs in between stays small.
  ///
  /// - Parameters:
  ///   - width: The numbers that `body` needs in between for each row.
  ///   - body: Makes `[range.count, outputs]`.
  public static func byRows(
    _ count: Int, outputs: Int, width: Int, _ body: (Range<Int>) throws -> Tensor
  ) rethrows -> Tensor {
    let most = Swift.max(shortestRun, numbersBetween / Swift.max(1, width))
    guard count > most else { return try body(0..<count) }
    let runs = (count + most - 1) / most
    let size = (count + runs - 1) / runs
    return try Tensor(unsafeUninitialized: [count, outputs]) { target in
      for start in stride(from: 0, to: count, by: size) {
        let range = start..<Swift.min(count, start + size)
        try body(range).withContiguous { rows in
          precondition(rows.count == range.count * outputs, "\(range) needs rows of \(outputs)")
          _ = target[(start * outputs)...].update(fromContentsOf: rows)
        }
      }
    }
  }

  /// A product of fewer rows would spend a noticeable part of its time on preparing the weights.
  private static var shortestRun: Int { 768 }

  /// 32 MB in single precision.
  private static var numbersBetween: Int { 1 << 23 }
}
