import Checkpoints

/// Where a scheduler that works on noise levels stands in its schedule.
struct StepCursor: Sendable {
  /// The index of the next step.
  private(set) var stepIndex: Int?
  /// Where the schedule is entered, if the caller said so.
  var beginIndex: Int?

  /// A way to find a timestep in a schedule.
  typealias Lookup = @Sendable (_ timestep: Timestep, _ schedule: [Timestep]) throws -> Int

  /// The index of the step at `timestep`, found on the first call and counted on from there.
  mutating func start(
    _ timestep: Timestep, in schedule: [Timestep], _ lookup: Lookup
  ) throws -> Int {
    if let stepIndex { return stepIndex }
    let index = try beginIndex ?? lookup(timestep, schedule)
    stepIndex = index
    return index
  }

  /// Goes on to the next step.
  mutating func advance() { stepIndex = stepIndex.map { $0 + 1 } }

  /// The indices whose noise levels `add_noise` uses for `timesteps`.
  func noiseIndices(
    _ timesteps: [Timestep], in schedule: [Timestep], _ lookup: Lookup
  ) throws -> [Int] {
    guard let beginIndex else { return try timesteps.map { try lookup($0, schedule) } }
    return timesteps.map { _ in stepIndex ?? beginIndex }
  }

  /// The index of `timestep`; the second one if it stands twice, so that no noise level is skipped
  /// when a run starts in the middle of the schedule.
  @Sendable static func index(
    _ timestep: Timestep, _ schedule: [Timestep]
  ) throws -> Int {
    let matches = schedule.indices.filter { schedule[$0].value == timestep.value }
    guard let first = matches.first else {
      throw PythonError(
        type: .indexError, message: "index 0 is out of bounds for dimension 0 with size 0")
    }
    return matches.count > 1 ? matches[1] : first
  }

  /// The same, but the last index if the timestep is not there, as the DPM-Solver++ family does.
  @Sendable static func indexOrLast(_ timestep: Timestep, _ schedule: [Timestep]) -> Int {
    (try? index(timestep, schedule)) ?? schedule.count - 1
  }
}
