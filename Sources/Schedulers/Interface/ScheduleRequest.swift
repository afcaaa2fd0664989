public import Checkpoints

/// The arguments of `set_timesteps`.
public struct ScheduleRequest: Sendable, Hashable {
  /// `num_inference_steps`.
  public var numInferenceSteps: Int?
  /// `timesteps`: the caller's own timesteps, descending.
  public var timesteps: [Double]?
  /// `sigmas`: the caller's own noise levels, descending.
  public var sigmas: [Double]?
  /// `mu`: the resolution-dependent shift of flow-matching schedules.
  public var mu: Double?
  /// `original_inference_steps` of consistency models: the steps they were distilled from.
  public var originalInferenceSteps: Int?
  /// `strength` of consistency models: which part of the schedule is used.
  public var strength: Double?

  /// A request with the given arguments; nil is an argument that is not passed.
  public init(
    numInferenceSteps: Int? = nil, timesteps: [Double]? = nil, sigmas: [Double]? = nil,
    mu: Double? = nil, originalInferenceSteps: Int? = nil, strength: Double? = nil
  ) {
    self.numInferenceSteps = numInferenceSteps
    self.timesteps = timesteps
    self.sigmas = sigmas
    self.mu = mu
    self.originalInferenceSteps = originalInferenceSteps
    self.strength = strength
  }

  /// A request with the keyword arguments `arguments`, by diffusers' names; null is an argument that is
  /// not passed.
  ///
  /// - Throws: `CheckpointError` for an unknown name and a value of a wrong type.
  public init(_ arguments: JSONObject, file: String = "request") throws {
    self.init()
    func wrong(_ key: String, _ expected: String) -> CheckpointError {
      CheckpointError(
        file: file, key: key,
        problem: "\(arguments[key]?.kind ?? "nothing") instead of \(expected)",
        advice: "It is an argument of set_timesteps")
    }
    func number(_ key: String, _ value: JSONValue) throws -> Double {
      guard let number = value.doubleValue else { throw wrong(key, "a number") }
      return number
    }
    func numbers(_ key: String, _ value: JSONValue) throws -> [Double] {
      guard let elements = value.arrayValue else { throw wrong(key, "a list of numbers") }
      return try elements.map { try number(key, $0) }
    }
    func integer(_ key: String, _ value: JSONValue) throws -> Int {
      guard let integer = value.intValue else { throw wrong(key, "an integer") }
      return integer
    }
    for (key, value) in arguments where !value.isNull {
      switch key {
      case "num_inference_steps": numInferenceSteps = try integer(key, value)
      case "original_inference_steps": originalInferenceSteps = try integer(key, value)
      case "timesteps": timesteps = try numbers(key, value)
      case "sigmas": sigmas = try numbers(key, value)
      case "mu": mu = try number(key, value)
      case "strength": strength = try number(key, value)
      default:
        throw CheckpointError(
          file: file, key: key, problem: "set_timesteps has no such argument",
          advice: "Known are num_inference_steps, timesteps, sigmas, mu, original_inference_steps"
            + " and strength")
      }
    }
  }

  /// The names of the arguments that are passed.
  var passed: [SchedulerType.Argument] {
    [
      timesteps.map { _ in .timesteps }, sigmas.map { _ in .sigmas }, mu.map { _ in .mu },
      originalInferenceSteps.map { _ in .originalInferenceSteps }, strength.map { _ in .strength },
    ].compactMap { $0 }
  }

  /// The number of steps, for classes that cannot do without.
  ///
  /// - Throws: `PythonError` as Python's arithmetic with `None` does.
  func requiredSteps() throws -> Int {
    guard let numInferenceSteps else {
      throw PythonError.type("'>' not supported between instances of 'NoneType' and 'int'")
    }
    return numInferenceSteps
  }
}

extension Scheduler {
  /// Makes the schedule after checking that the class takes every argument.
  ///
  /// - Throws: `PythonError`: Python's `TypeError` for an argument that `set_timesteps` does not
  ///   have, else what `set_timesteps` raises; `CheckpointError` for an absurd number of steps.
  public mutating func setTimesteps(checking request: ScheduleRequest) throws {
    if let unknown = request.passed.first(where: { !Self.type.accepts($0) }) {
      throw PythonError.type(
        "\(Self.type.name).set_timesteps() got an unexpected keyword argument '\(unknown.rawValue)'"
      )
    }
    let count =
      [
        request.numInferenceSteps, request.timesteps?.count, request.sigmas?.count,
        request.originalInferenceSteps,
      ].compactMap { $0 }.max() ?? 0
    try ScheduleRequest.checkStepCount(count)
    try setTimesteps(request)
  }

  /// What pipelines do: `retrieve_timesteps` of diffusers.
  ///
  /// - Returns: the timesteps and their number.
  /// - Throws: `PythonError` where diffusers raises.
  public mutating func retrieveTimesteps(
    _ request: ScheduleRequest
  ) throws -> (timesteps: [Timestep], numInferenceSteps: Int?) {
    if request.timesteps != nil && request.sigmas != nil {
      throw PythonError.value(
        "Only one of `timesteps` or `sigmas` can be passed. Please choose one to set custom values")
    }
    var request = request
    let isCustom = request.timesteps != nil || request.sigmas != nil
    if isCustom {
      let argument: SchedulerType.Argument = request.timesteps != nil ? .timesteps : .sigmas
      guard Self.type.accepts(argument) else {
        throw PythonError.value(
          "The current scheduler class \(Self.type.pythonClass)'s `set_timesteps` does not support"
            + " custom \(argument == .timesteps ? "timestep" : "sigmas") schedules. Please check"
            + " whether you are using the correct scheduler.")
      }
      request.numInferenceSteps = nil
    }
    try setTimesteps(checking: request)
    return (timesteps, isCustom ? timesteps.count : request.numInferenceSteps)
  }
}
