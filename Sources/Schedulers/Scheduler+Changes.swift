public import Checkpoints

extension Scheduler {
  /// The scheduler with those of `changes` that its configuration has and that differ, as pipelines'
  /// constructors correct outdated configurations.
  ///
  /// - Throws: What the scheduler's initializer throws.
  public func changing(_ changes: JSONObject) throws -> Self {
    var config = config
    var isChanged = false
    for (key, value) in changes where config[key] != nil && config[key] != value {
      config[key] = value
      isChanged = true
    }
    return isChanged ? try Self(config) : self
  }
}
