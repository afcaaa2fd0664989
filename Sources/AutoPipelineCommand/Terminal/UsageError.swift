/// A command line that cannot be carried out, for a reason that only its files tell.
struct UsageError: Error, CustomStringConvertible {
  /// What is wrong and what to do.
  let description: String

  init(_ description: String) { self.description = description }
}
