import Foundation

/// How far a tensor may be from its golden: the formulas, in one place.
public struct Limit: Sendable, Hashable {
  /// The arithmetic an implementation ran in.
  public enum Arithmetic: String, Sendable, CaseIterable {
    /// Ordinary runs.
    case float32
    /// Ideal arithmetic.
    case float64
  }

  /// The largest error that passes.
  public let maximum: Double
  /// The noise that the limit is a multiple of; 0 where there is none.
  public let noise: Double

  /// Float64: 1e-9 · max(1, max|golden|). Float32: the larger of 8 × the golden's float32 noise and
  /// 8 units in the last place of its largest element.
  public init(_ arithmetic: Arithmetic, noise: Double, largest: Double) {
    switch arithmetic {
    case .float64: maximum = 1e-9 * max(1, largest)
    case .float32: maximum = max(8 * noise, 8 * 0x1p-24 * largest)
    }
    self.noise = noise
  }
}

/// The distance of a tensor from its golden.
public struct Distance: Sendable, Hashable {
  /// The largest error of an element.
  public let max: Double
  /// The root mean square error.
  public let rms: Double
  /// The index of the element with the largest error.
  public let worstIndex: Int

  /// The distance between two tensors of the same size; NaN counts as infinitely far.
  public init(_ actual: [Double], _ expected: [Double]) {
    var largest = 0.0
    var worst = 0
    var squares = 0.0
    for index in expected.indices {
      var error = abs(actual[index] - expected[index])
      if actual[index] == expected[index] { error = 0 }
      if error.isNaN { error = .infinity }
      squares += error * error
      if error > largest {
        largest = error
        worst = index
      }
    }
    max = largest
    rms = expected.isEmpty ? 0 : (squares / Double(expected.count)).squareRoot()
    worstIndex = worst
  }
}
