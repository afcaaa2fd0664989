public import Checkpoints

/// What is known of a scheduler class without building one.
public struct SchedulerType: Sendable {
  /// An optional argument of `set_timesteps` or `step`, which diffusers' pipelines look for in the
  /// signatures before they pass it.
  public enum Argument: String, Sendable, CaseIterable {
    /// `timesteps` of `set_timesteps`.
    case timesteps
    /// `sigmas` of `set_timesteps`.
    case sigmas
    /// `mu` of `set_timesteps`.
    case mu
    /// `original_inference_steps` of `set_timesteps`.
    case originalInferenceSteps = "original_inference_steps"
    /// `strength` of `set_timesteps`.
    case strength
    /// `eta` of `step`.
    case eta
    /// `generator` of `step`.
    case generator
  }

  /// An attribute of most classes that diffusers' pipelines use without asking.
  public enum Attribute: String, Sendable {
    /// `order`.
    case order
    /// `init_noise_sigma`.
    case initNoiseSigma = "init_noise_sigma"
    /// `add_noise`.
    case addNoise = "add_noise"
  }

  /// The class name, which `_class_name` of a configuration holds.
  public let name: String
  /// The Python module below `diffusers.schedulers`.
  public let module: String
  /// The constructor's parameters, with their defaults, in order.
  public let parameters: JSONObject
  /// The names of the classes that a configuration may come from without a warning.
  public let compatibles: [String]
  /// What the class calls its method that mixes a sample with noise: `add_noise`, `scale_noise` in
  /// flow-matching classes, or nil if it has none.
  public let noiseMethod: String?
  /// The arguments of `step` that have no default, besides an output, a timestep and a sample.
  public let furtherStepArguments: [String]
  private let arguments: Set<Argument>
  private let hasOrder: Bool

  init(
    _ name: String, module: String, parameters: JSONObject, accepts arguments: Set<Argument> = [],
    compatibles: [String] = Self.karrasDiffusionSchedulers, noiseMethod: String? = "add_noise",
    hasOrder: Bool = true, furtherStepArguments: [String] = []
  ) {
    self.hasOrder = hasOrder
    self.furtherStepArguments = furtherStepArguments
    self.noiseMethod = noiseMethod
    self.name = name
    self.module = module
    self.parameters = parameters
    self.arguments = arguments
    self.compatibles = compatibles
  }

  /// Whether the class's `set_timesteps` or `step` has `argument`.
  public func accepts(_ argument: Argument) -> Bool { arguments.contains(argument) }

  /// Whether the class has `attribute`.
  public func has(_ attribute: Attribute) -> Bool {
    switch attribute {
    case .order: hasOrder
    case .initNoiseSigma: noiseMethod != "scale_noise"
    case .addNoise: noiseMethod == "add_noise"
    }
  }

  /// The class as Python prints it.
  public var pythonClass: String { "<class 'diffusers.schedulers.\(module).\(name)'>" }

  /// The classes of the enumeration `KarrasDiffusionSchedulers` (scheduling_utils.py).
  public static let karrasDiffusionSchedulers = [
    "DDIMScheduler", "DDPMScheduler", "PNDMScheduler", "LMSDiscreteScheduler",
    "EulerDiscreteScheduler", "HeunDiscreteScheduler", "EulerAncestralDiscreteScheduler",
    "DPMSolverMultistepScheduler", "DPMSolverSinglestepScheduler", "KDPM2DiscreteScheduler",
    "KDPM2AncestralDiscreteScheduler", "DEISMultistepScheduler", "UniPCMultistepScheduler",
    "DPMSolverSDEScheduler", "EDMEulerScheduler",
  ]
}
