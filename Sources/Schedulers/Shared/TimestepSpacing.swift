import Checkpoints

/// How the steps of a run are spread over the training timesteps (Lin et al., 2023, table 2).
enum TimestepSpacing: String {
  /// Evenly, both ends included.
  case linspace
  /// Multiples of a whole distance, from 0.
  case leading
  /// Whole distances back from the end.
  case trailing

  /// The spacing of that name.
  ///
  /// - Parameters:
  ///   - choices: the end of the message, which names the choices, but not in all classes alike.
  ///   - known: the spacings that the class has.
  /// - Throws: `PythonError` for any other name.
  init(
    named name: String, choices: String = "'linspace', 'leading' or 'trailing'",
    known: Set<TimestepSpacing> = [.linspace, .leading, .trailing]
  ) throws {
    guard let spacing = TimestepSpacing(rawValue: name), known.contains(spacing) else {
      throw PythonError.value(
        "\(name) is not supported. Please make sure to choose one of \(choices).")
    }
    self = spacing
  }

  /// `count` timesteps below `end`, descending, in float64: `linspace` is not rounded, the others are
  /// whole numbers.
  ///
  /// - Parameters:
  ///   - offset: `steps_offset`, which only `leading` adds.
  ///   - full: what `trailing` divides into distances, if not `end`.
  func timesteps(
    _ count: Int, of end: Int, offset: Int, distanceFrom full: Int? = nil
  ) throws -> [Double] {
    switch self {
    case .linspace:
      return try Ranges.linspace(0, Double(end - 1), count).reversed()
    case .leading:
      let ratio = try floorDivided(end, by: count)
      return (0..<max(0, count)).reversed().map { Double($0 * ratio) + Double(offset) }
    case .trailing:
      guard count != 0 else { throw PythonError.divisionByZero("division by zero") }
      let ratio = Double(full ?? end) / Double(count)
      return Ranges.arange(Double(end), 0, -ratio).map { $0.rounded(.toNearestOrEven) - 1 }
    }
  }

  /// The same as integers, `linspace` rounded half to even.
  func integers(_ count: Int, of end: Int, offset: Int) throws -> [Int] {
    try timesteps(count, of: end, offset: offset).map { truncated($0.rounded(.toNearestOrEven)) }
  }
}

/// The integer part of `value`, as numpy's `astype(int64)` gives it: the smallest integer for NaN and
/// what is out of range.
func truncated(_ value: Double) -> Int { Int(exactly: value.rounded(.towardZero)) ?? .min }

/// Python's `dividend // divisor`.
func floorDivided(_ dividend: Int, by divisor: Int) throws -> Int {
  guard divisor != 0 else {
    throw PythonError.divisionByZero("integer division or modulo by zero")
  }
  let quotient = dividend / divisor
  return dividend % divisor != 0 && (dividend < 0) != (divisor < 0) ? quotient - 1 : quotient
}

extension PythonError {
  /// A `ZeroDivisionError`.
  static func divisionByZero(_ message: String) -> PythonError {
    PythonError(type: .zeroDivisionError, message: message)
  }
}
