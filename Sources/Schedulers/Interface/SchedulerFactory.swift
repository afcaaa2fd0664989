public import Checkpoints
public import Tensors

/// Builds schedulers by class name.
public enum SchedulerFactory {
  /// One row per scheduler class.
  static func classes<Scalar: TensorScalar>(
    _: Scalar.Type
  ) -> [any Scheduler<Scalar>.Type] {
    [
      PNDMScheduler<Scalar>.self,
      DDIMScheduler<Scalar>.self,
      DDPMScheduler<Scalar>.self,
      LMSDiscreteScheduler<Scalar>.self,
      EulerDiscreteScheduler<Scalar>.self,
      EulerAncestralDiscreteScheduler<Scalar>.self,
      HeunDiscreteScheduler<Scalar>.self,
      KDPM2DiscreteScheduler<Scalar>.self,
      KDPM2AncestralDiscreteScheduler<Scalar>.self,
      DPMSolverMultistepScheduler<Scalar>.self,
      DPMSolverSinglestepScheduler<Scalar>.self,
      DEISMultistepScheduler<Scalar>.self,
      UniPCMultistepScheduler<Scalar>.self,
      DPMSolverSDEScheduler<Scalar>.self,
      SASolverScheduler<Scalar>.self,
      EDMEulerScheduler<Scalar>.self,
      DDIMParallelScheduler<Scalar>.self,
      DDPMParallelScheduler<Scalar>.self,
      DDIMInverseScheduler<Scalar>.self,
      DPMSolverMultistepInverseScheduler<Scalar>.self,
      LCMScheduler<Scalar>.self,
      TCDScheduler<Scalar>.self,
      FlowMatchEulerDiscreteScheduler<Scalar>.self,
      FlowMatchHeunDiscreteScheduler<Scalar>.self,
      UnCLIPScheduler<Scalar>.self,
      DDPMWuerstchenScheduler<Scalar>.self,
      CogVideoXDDIMScheduler<Scalar>.self,
      CogVideoXDPMScheduler<Scalar>.self,
    ]
  }

  /// Every class there is.
  public static let types: [SchedulerType] = classes(Double.self).map { $0.type }

  /// The class `name`, if there is one.
  public static func type(named name: String) -> SchedulerType? {
    types.first { $0.name == name }
  }

  /// The scheduler that a folder's `scheduler_config.json` describes.
  ///
  /// - Parameters:
  ///   - name: the class; nil for the one that `_class_name` names.
  ///   - json: the content of the file, or another scheduler's `config.values`.
  ///   - changes: keyword arguments of `from_config`.
  /// - Throws: `CheckpointError` for an unknown class and values of wrong types, `PythonError` where
  ///   the constructor raises.
  public static func make<Scalar: TensorScalar>(
    _ name: String? = nil, _ json: JSONObject, changes: JSONObject = [:],
    file: String = "scheduler_config.json", as _: Scalar.Type = Scalar.self
  ) throws -> any Scheduler<Scalar> {
    let name = name ?? json["_class_name"]?.stringValue ?? ""
    guard let type = type(named: name) else { throw unknown(name, file: file) }
    return try make(SchedulerConfig(type, json, changes: changes, file: file))
  }

  /// The scheduler with exactly the configuration `config`.
  ///
  /// - Throws: `CheckpointError` for values of wrong types, `PythonError` where the constructor
  ///   raises.
  public static func make<Scalar: TensorScalar>(
    _ config: SchedulerConfig, as _: Scalar.Type = Scalar.self
  ) throws -> any Scheduler<Scalar> {
    guard
      let scheduler = classes(Scalar.self).first(where: { $0.type.name == config.className })
    else { throw unknown(config.className, file: config.file) }
    return try scheduler.init(config)
  }

  /// UniPC with another scheduler in the place of its predictor (`solver_p`).
  ///
  /// - Throws: What `make` throws.
  public static func uniPC<Scalar: TensorScalar>(
    _ config: JSONObject, predictor: any Scheduler<Scalar>
  ) throws -> any Scheduler<Scalar> {
    try UniPCMultistepScheduler(
      SchedulerConfig(UniPCMultistepScheduler<Scalar>.type, config), predictor: predictor)
  }

  /// The SA-Solver with noise as strong as `tau` says for a timestep (`tau_func`): 0 for an ODE.
  ///
  /// - Throws: What `make` throws.
  public static func saSolver<Scalar: TensorScalar>(
    _ config: JSONObject, tau: @escaping @Sendable (_ timestep: Double) -> Double,
    as _: Scalar.Type = Scalar.self
  ) throws -> any Scheduler<Scalar> {
    var scheduler = try SASolverScheduler<Scalar>(
      SchedulerConfig(SASolverScheduler<Scalar>.type, config))
    scheduler.tau = tau
    return scheduler
  }

  private static func unknown(_ name: String, file: String) -> CheckpointError {
    CheckpointError(
      file: file, key: "_class_name", problem: "there is no scheduler class '\(name)'",
      advice: "Known are \(types.map(\.name).joined(separator: ", "))")
  }
}
