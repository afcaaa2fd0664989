/// How far the values of two tensors of one shape are apart.
public struct ValueDifference: Sendable, Hashable {
  /// The largest difference of an element; infinite where only one is NaN.
  public let max: Double
  /// The root mean square of the differences.
  public let rms: Double
  /// The number of elements that differ.
  public let differing: Int
  /// The number of elements.
  public let count: Int
  /// The place of the largest difference, in row-major order.
  public let worstIndex: Int
  /// The two values there.
  public let worst: [Double]

  /// The difference of `first` and `second`, which have the same number of elements.
  public init(_ first: [Double], _ second: [Double]) {
    var largest = 0.0
    var place = 0
    var squares = 0.0
    var differing = 0
    for index in first.indices {
      let (left, right) = (first[index], second[index])
      if left == right || left.isNaN && right.isNaN { continue }
      let distance = abs(left - right)
      let error = distance.isNaN ? .infinity : distance
      differing += 1
      squares += error * error
      if error > largest {
        largest = error
        place = index
      }
    }
    max = largest
    rms = first.isEmpty ? 0 : (squares / Double(first.count)).squareRoot()
    self.differing = differing
    count = first.count
    worstIndex = place
    worst = first.isEmpty ? [] : [first[place], second[place]]
  }

  /// The place of the largest difference as an index for each dimension of `shape`.
  func position(in shape: [Int]) -> [Int] {
    var rest = worstIndex
    return shape.reversed().map { size in
      defer { rest /= Swift.max(size, 1) }
      return rest % Swift.max(size, 1)
    }.reversed()
  }
}
