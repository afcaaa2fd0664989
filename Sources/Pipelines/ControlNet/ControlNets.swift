import Checkpoints
import DiffusionModels
import Tensors

/// The ControlNets of a pipeline: one, or several whose residuals add up.
enum ControlNets<Scalar: TensorScalar>: Sendable {
  case single(ControlNetModel<Scalar>)
  case multiple(MultiControlNetModel<Scalar>)
  case union(ControlNetUnionModel<Scalar>)
  case unions(MultiControlNetUnionModel<Scalar>)
  /// Union models where a class expects ordinary ones: what AutoPipeline makes of a list of them.
  case misplaced(MultiControlNetUnionModel<Scalar>)

  /// The component `controlnet` of a class with ordinary ControlNets, or of one with union models.
  ///
  /// - Throws: `CheckpointError` for a model of the other sort.
  init(_ components: PipelineComponents<Scalar>, isUnion: Bool = false) throws {
    let value = components["controlnet"]?.value
    if isUnion {
      if let nets = value as? MultiControlNetUnionModel<Scalar> {
        self = .unions(nets)
      } else {
        self = .union(try components.required("controlnet"))
      }
    } else if let nets = value as? MultiControlNetModel<Scalar> {
      self = .multiple(nets)
    } else if let nets = value as? MultiControlNetUnionModel<Scalar> {
      self = .misplaced(nets)
    } else {
      self = .single(try components.required("controlnet"))
    }
  }

  /// The number of models.
  var count: Int { configurations.count }

  private var configurations: [ControlNetConfiguration] {
    switch self {
    case .single(let net): [net.configuration]
    case .multiple(let nets): nets.nets.map(\.configuration)
    case .union(let net): [net.configuration]
    case .unions(let nets), .misplaced(let nets): nets.nets.map(\.configuration)
    }
  }

  /// How many kinds of pictures each union model knows; nil for ordinary ControlNets.
  var kindCounts: [Int]? {
    switch self {
    case .single, .multiple, .misplaced: nil
    case .union(let net): [net.controlTypes]
    case .unions(let nets): nets.nets.map(\.controlTypes)
    }
  }

  var isUnion: Bool { kindCounts != nil }

  var isMultiple: Bool {
    switch self {
    case .single, .union: false
    case .multiple, .unions, .misplaced: true
    }
  }

  /// Whether the first model averages its residuals, which implies guess mode.
  var poolsGlobally: Bool { configurations.first?.globalPoolConditions ?? false }

  /// How many pictures a scale or a span that is no list is for.
  func conditionCount(_ arguments: Arguments<Scalar>) -> Int {
    if isMultiple { return count }
    return isUnion ? arguments["control_mode"].elements.count : 1
  }
}
