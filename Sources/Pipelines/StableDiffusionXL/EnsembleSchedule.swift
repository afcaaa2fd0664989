import Checkpoints
import Tensors

/// `denoising_start` and `denoising_end`: several models share one schedule.
extension DenoisingSchedule {
  /// Enters the schedule at `denoising_start`, or at `strength` without it.
  mutating func beginEnsemble() throws {
    if let start = part("denoising_start") {
      try begin(denoisingStart: start)
    } else {
      begin(strength: run.strength)
    }
  }

  /// Leaves the schedule at `denoising_end`.
  mutating func endEnsemble() throws {
    guard let end = part("denoising_end") else { return }
    if let start = part("denoising_start"), start >= end {
      throw PythonError.value(
        "`denoising_start`: \(start.pythonRepr) cannot be larger than or equal to `denoising_end`: "
          + " \(end.pythonRepr) when using type float.")
    }
    try self.end(denoisingEnd: end)
  }

  /// The argument if it lies inside the schedule; at its ends it has no effect.
  private func part(_ name: String) -> Double? {
    run.arguments.double(name).flatMap { $0 > 0 && $0 < 1 ? $0 : nil }
  }
}
