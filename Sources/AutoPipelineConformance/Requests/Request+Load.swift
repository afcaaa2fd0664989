import AutoPipeline
import Checkpoints
import Foundation
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
    case ("controlnet", let argument):
      options.controlNet = try controlNet(argument)
      loader.overrides[name] = try override(argument, name)
    default:
      if let value = component.plainValue {
        loader.options[name] = value
      } else {
        loader.overrides[name] = try override(component, name)
      }
    }
  }

  private func override(
    _ component: Request.Component, _ name: String
  ) throws -> CheckpointLoader<Scalar>.Override {
    switch component {
    case .null: return .null
    case .checkpoint(let folder): return .folder(folder)
    case .fromConfig(let className, let changes):
      return .scheduler(className: className, changes: changes)
    case .list(let components):
      let folders = components.compactMap(\.folder)
      if folders.count == components.count { return .folders(folders) }
    case .value: break
    }
    throw UnsupportedRequest(description: "load.\(name) is not supported by the reference")
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

extension Request.Component {
  /// The folder of a component that has one of its own.
  fileprivate var folder: URL? {
    if case .checkpoint(let folder) = self { return folder }
    return nil
  }

  /// A plain value of the constructor: a flag, a string, or a list of strings.
  fileprivate var plainValue: JSONValue? {
    switch self {
    case .value(let value) where value.boolValue != nil || value.stringValue != nil: return value
    case .list(let elements):
      let values = elements.compactMap { element -> JSONValue? in
        if case .value(let value) = element, value.stringValue != nil { return value }
        return nil
      }
      return values.count == elements.count ? .array(values) : nil
    default: return nil
    }
  }
}
