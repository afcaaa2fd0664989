import Checkpoints

/// One timestep: an integer of torch's `int64`, or a number between the training timesteps.
public enum Timestep: Hashable, Sendable {
  /// An integer timestep.
  case integer(Int)
  /// A floating-point timestep; in `Float` arithmetic a number that float32 can hold.
  case float(Double)

  /// The timestep as the denoiser gets it.
  public var value: Double {
    switch self {
    case .integer(let value): Double(value)
    case .float(let value): value
    }
  }

  /// Whether the timestep is an integer of torch's `int64`.
  public var isInteger: Bool { if case .integer = self { true } else { false } }

  /// The timestep as an index of the training schedule.
  ///
  /// - Throws: `PythonError` for a floating-point timestep, which torch refuses as an index.
  func index() throws -> Int {
    guard case .integer(let value) = self else {
      throw PythonError(
        type: .indexError,
        message: "tensors used as indices must be long, int, byte or bool tensors")
    }
    return value
  }
}

extension [Timestep] {
  /// Integer timesteps.
  init(integers: [Int]) { self = integers.map { .integer($0) } }

  /// Floating-point timesteps.
  init<Scalar: BinaryFloatingPoint>(floats: [Scalar]) { self = floats.map { .float(Double($0)) } }
}
