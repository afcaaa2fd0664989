import Checkpoints
import DiffusionModels
import Tensors

/// The ControlNets of a pipeline: one, or several whose residuals add up.
enum ControlNets<Scalar: TensorScalar>: Sendable {
  case single(ControlNetModel<Scalar>)
  case multiple(MultiControlNetModel<Scalar>)

  /// The component `controlnet`.
  init(_ components: PipelineComponents<Scalar>) throws {
    if let nets = components["controlnet"]?.value as? MultiControlNetModel<Scalar> {
      self = .multiple(nets)
    } else {
      self = .single(try components.required("controlnet"))
    }
  }

  var models: [ControlNetModel<Scalar>] {
    switch self {
    case .single(let net): [net]
    case .multiple(let nets): nets.nets
    }
  }

  var isMultiple: Bool {
    if case .multiple = self { return true }
    return false
  }

  /// Whether the first model averages its residuals, which implies guess mode.
  var poolsGlobally: Bool { models.first?.configuration.globalPoolConditions ?? false }
}
