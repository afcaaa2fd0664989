public import Checkpoints

/// The configuration of a scheduler as diffusers registers it: the constructor's parameters, and
/// after them what else the file holds.
public struct SchedulerConfig: Sendable, Hashable {
  /// More training timesteps or steps than this are refused instead of allocated.
  static let largestStepCount = 1_000_000

  /// The class name.
  public let className: String
  /// Where the configuration comes from, for messages.
  public let file: String
  /// All registered values.
  public private(set) var values: JSONObject
  /// What diffusers logs as warnings while it reads the configuration.
  public let warnings: [String]

  /// Reads a configuration as `from_config` of the class `type` does.
  ///
  /// - Parameters:
  ///   - json: the content of `scheduler_config.json`, or another scheduler's `values`.
  ///   - changes: keyword arguments, which replace values of the same name.
  public init(
    _ type: SchedulerType, _ json: JSONObject = [:], changes: JSONObject = [:],
    file: String = "scheduler_config.json"
  ) {
    let unused = (json["_use_default_values"]?.arrayValue ?? []).compactMap(\.stringValue)
    let kept = json.filter { !unused.contains($0.key) && $0.key != "_use_default_values" }
    let own = kept.filter { type.parameters[$0.key] != nil }
    let other = kept.filter { type.parameters[$0.key] == nil }

    let relatives = (type.compatibles + [json["_class_name"]?.stringValue].compactMap { $0 })
      .compactMap { SchedulerFactory.type(named: $0) }
    let unexpected = other.filter { key, _ in
      !key.hasPrefix("_") && key != "quantization_config"
        && !relatives.contains { $0.parameters[key] != nil }
    }
    self.className = type.name
    self.file = file
    self.values = type.parameters
      .merging(JSONObject(own.map { ($0.key, $0.value) }))
      .merging(JSONObject(other.map { ($0.key, $0.value) }))
      .merging(changes)
    self.warnings =
      unexpected.isEmpty
      ? []
      : [
        "The config attributes \(JSONValue.object(JSONObject(unexpected.map { ($0.key, $0.value) })).pythonRepr)"
          + " were passed to \(type.name), but are not expected and will be ignored. Please verify"
          + " your scheduler_config.json configuration file."
      ]
    if values["_class_name"] != nil { values["_class_name"] = .string(type.name) }
  }

  /// The value of `key`; assigning it makes the configuration of a changed scheduler.
  public subscript(key: String) -> JSONValue? {
    get { values[key] }
    set { values[key] = newValue }
  }

  func int(_ key: String) throws -> Int {
    guard let value = values[key]?.intValue else { throw wrongType(key, "an integer") }
    return value
  }

  func double(_ key: String) throws -> Double {
    guard let value = values[key]?.doubleValue else { throw wrongType(key, "a number") }
    return value
  }

  func optionalDouble(_ key: String) throws -> Double? {
    values[key]?.isNull ?? true ? nil : try double(key)
  }

  func optionalInt(_ key: String) throws -> Int? {
    values[key]?.isNull ?? true ? nil : try int(key)
  }

  /// A flag; `null` counts as false, as Python's `if` does.
  func bool(_ key: String) throws -> Bool {
    if values[key]?.isNull ?? true { return false }
    guard let value = values[key]?.boolValue else { throw wrongType(key, "a boolean") }
    return value
  }

  func string(_ key: String) throws -> String {
    guard let value = values[key]?.stringValue else { throw wrongType(key, "a string") }
    return value
  }

  func optionalDoubles(_ key: String) throws -> [Double]? {
    guard let value = values[key], !value.isNull else { return nil }
    let elements = value.arrayValue ?? []
    let numbers = elements.compactMap(\.doubleValue)
    guard value.arrayValue != nil, numbers.count == elements.count else {
      throw wrongType(key, "a list of numbers")
    }
    return numbers
  }

  /// `num_train_timesteps`, within sensible bounds.
  ///
  /// - Throws: `CheckpointError` for a number beyond them.
  public func trainTimesteps() throws -> Int {
    let count = try int("num_train_timesteps")
    guard (1...Self.largestStepCount).contains(count) else {
      throw CheckpointError(
        file: file, key: "num_train_timesteps",
        problem: "\(count) is not in 1...\(Self.largestStepCount)")
    }
    return count
  }

  private func wrongType(_ key: String, _ expected: String) -> CheckpointError {
    CheckpointError(
      file: file, key: key, problem: "\(values[key]?.kind ?? "nothing") instead of \(expected)",
      advice: "\(className) cannot be built from it")
  }
}
