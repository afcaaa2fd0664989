import Checkpoints

extension ScheduleRequest {
  /// The noise levels that pipelines of flows ask for where the caller has none:
  /// `numpy.linspace(1.0, 1 / count, count)`.
  ///
  /// - Throws: `PythonError` as Python and numpy; `CheckpointError` for an absurd number of steps.
  public static func flowLevels(_ count: Int?) throws -> [Double] {
    guard let count else {
      throw PythonError.type("unsupported operand type(s) for /: 'int' and 'NoneType'")
    }
    guard count != 0 else {
      throw PythonError(type: .zeroDivisionError, message: "division by zero")
    }
    try checkStepCount(count)
    return try Ranges.linspace(1, 1 / Double(count), count)
  }

  /// - Throws: `CheckpointError` for more steps than any schedule has.
  static func checkStepCount(_ count: Int) throws {
    guard count <= SchedulerConfig.largestStepCount else {
      throw CheckpointError(
        file: "request", key: "num_inference_steps",
        problem: "\(count) steps are more than the \(SchedulerConfig.largestStepCount) supported")
    }
  }
}
