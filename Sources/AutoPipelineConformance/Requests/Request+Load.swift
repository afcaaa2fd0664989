import AutoPipeline
import Checkpoints
import Pipelines
import Tensors

extension ReferenceRunner {
  /// Puts a keyword argument of `from_pretrained` in its place.
  func apply(
    _ name: String, _ component: Request.Component, to loader: inout CheckpointLoader<Scalar>,
    _ options: inout ResolverOptions
  ) throws {
    switch (name, component) {
    case ("variant", .value(let value)): loader.variant = value.stringValue
    case ("torch_dtype", .value): break  // the runner's own arithmetic decides
    case ("enable_pag", .value(let value)): options.enablePAG = value.boolValue ?? false
    case ("controlnet", let argument): options.controlNet = try controlNet(argument)
    case (_, .null): loader.overrides[name] = .null
    case (_, .checkpoint(let folder)): loader.overrides[name] = .folder(folder)
    case (_, .fromConfig(let className, let changes)):
      loader.overrides[name] = .scheduler(className: className, changes: changes)
    case (_, .value(let value)) where value.boolValue != nil: loader.options[name] = value
    case (_, .list), (_, .value):
      throw UnsupportedRequest(description: "load.\(name) is not supported by the reference")
    }
  }

  /// What the choice of the class sees of a ControlNet: only a single union model is special.
  private func controlNet(_ component: Request.Component) throws -> ControlNetArgument {
    switch component {
    case .null: .null
    case .checkpoint(let folder):
      try ComponentFolder(folder).configuration().className == "ControlNetUnionModel"
        ? .union : .controlNet
    case .fromConfig, .list, .value: .controlNet
    }
  }
}

extension DiffusionPipeline {
  /// The pipeline after one of its methods.
  func applying(_ step: Request.SetupStep) throws -> any DiffusionPipeline<Scalar> {
    guard let changed = try calling(step.method) else {
      throw UnsupportedRequest(
        description: "setup.\(step.method) is not supported by the reference for \(Self.row.name)")
    }
    return changed
  }
}
