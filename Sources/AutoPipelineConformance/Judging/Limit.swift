import Foundation

/// How far a tensor may be from its golden: the formulas, in one place.
public struct Limit: Sendable, Hashable {
  /// The arithmetics that the reference has.
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
  /// Whether the limit is larger than every element of the golden, so that zeros would pass.
  public let exceedsGolden: Bool

  /// Float64: 1e-9 · max(1, max|golden|). Others: the larger of 8 × the noise that the golden has in
  /// the format and 8 units in the last place of its largest finite element.
  public init(_ precision: Precision, noise: Double, golden: [Double]) {
    let largest = golden.reduce(0) { max($0, $1.isFinite ? abs($1) : 0) }
    maximum =
      precision == .float64
      ? 1e-9 * max(1, largest) : max(8 * noise, 8 * precision.roundoff * largest)
    self.noise = noise
    exceedsGolden = maximum > largest
  }

  /// The noise of a format of 16 bits where only float32's was measured: as much larger as the
  /// format is coarser.
  static func estimatedNoise(_ precision: Precision, float32 noise: Double) -> Double {
    noise * precision.roundoff / Precision.float32.roundoff
  }

  /// How far a number of this magnitude moves at most when it is rounded to a format.
  static func rounding(_ precision: Precision, of magnitude: Double) -> Double {
    max(precision.roundoff * magnitude, precision.leastMagnitude / 2)
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
