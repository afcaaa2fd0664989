/// Which of two classes with the same formulas is meant.
protocol SchedulerVariant: Sendable {
  /// What stands before `Scheduler` in the class name.
  static var infix: String { get }
  /// What the module's name ends with.
  static var suffix: String { get }
}

/// The ordinary class.
enum Serial: SchedulerVariant {
  static let infix = ""
  static let suffix = ""
}

/// The class for parallel sampling (ParaDiGMS).
enum Parallel: SchedulerVariant {
  static let infix = "Parallel"
  static let suffix = "_parallel"
}
