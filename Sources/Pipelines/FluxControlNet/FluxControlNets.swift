import Checkpoints
import DiffusionModels
import Tensors

/// The ControlNets of a Flux pipeline: one, or several whose residuals add up.
enum FluxControlNets<Scalar: TensorScalar>: Sendable {
  case single(FluxControlNetModel<Scalar>)
  case multiple(FluxMultiControlNetModel<Scalar>)

  /// The component `controlnet`.
  init(_ components: PipelineComponents<Scalar>) throws {
    if let nets = components["controlnet"]?.value as? FluxMultiControlNetModel<Scalar> {
      self = .multiple(nets)
    } else {
      self = .single(try components.required("controlnet"))
    }
  }

  var models: [FluxControlNetModel<Scalar>] {
    switch self {
    case .single(let net): [net]
    case .multiple(let nets): nets.nets
    }
  }

  var isMultiple: Bool {
    if case .multiple = self { return true }
    return false
  }

  /// Whether the pictures are taken as pixels; the first model speaks for all.
  var takesPixels: Bool { models.first?.hasInputHintBlock ?? false }

  /// Whether the models are told the guidance scale; the first model speaks for all.
  var guidanceEmbeds: Bool { models.first?.guidanceEmbeds ?? false }
}
