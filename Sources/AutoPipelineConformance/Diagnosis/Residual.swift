/// An entry of a run that is over its limit, beside what it should be.
struct Residual {
  let entry: String
  let have: [Double]
  let want: [Double]
  let shape: [Int]
  /// What the limit allows, or the part of the error that an explanation may leave: never most of it,
  /// or an error just over the limit would look like anything.
  let tolerance: Double

  /// - Parameter limit: The largest error that passes.
  init(entry: String, have: [Double], want: [Double], shape: [Int], limit: Double) {
    self.entry = entry
    self.have = have
    self.want = want
    self.shape = shape
    let error = Distance(have, want).max
    tolerance = min(max(4 * limit, 0.01 * error), 0.25 * error)
  }

  /// Whether the run's values are `other`, far better than they are the golden's.
  func isNear(_ other: [Double]) -> Bool {
    other.count == have.count && Distance(have, other).max <= tolerance
  }

  /// Whether the golden's values, moved to other places, are the run's: the element at an index comes
  /// from `source`.
  func isMoved(_ source: ([Int]) -> [Int]) -> Bool {
    let strides = self.strides
    var isOther = false
    for index in have.indices {
      let place = zip(source(position(of: index)), strides).reduce(0) { $0 + $1.0 * $1.1 }
      guard abs(have[index] - want[place]) <= tolerance else { return false }
      isOther = isOther || place != index
    }
    return isOther
  }

  /// Whether this looks like pictures `[N, H, W, C]` instead of `[N, C, H, W]`.
  var isChannelsLast: Bool { shape.count == 4 && shape[3] <= 4 && shape[1] > 4 }

  /// The dimensions of height and width; nil for what is no picture.
  var spatialAxes: (height: Int, width: Int)? {
    shape.count == 4 ? (isChannelsLast ? (1, 2) : (2, 3)) : nil
  }

  /// The row-major strides of the shape.
  var strides: [Int] {
    var stride = 1
    return shape.reversed().map { size in
      defer { stride *= size }
      return stride
    }.reversed()
  }

  /// The index of each dimension of the element at `index`.
  func position(of index: Int) -> [Int] {
    zip(shape, strides).map { size, stride in index / stride % size }
  }
}
