import AutoPipeline
import Checkpoints
import Foundation
import Pipelines
import Tensors

extension LoadArguments {
  /// Arguments of `from_pretrained` or `from_pipe`, as a request has them under `key`.
  ///
  /// - Throws: `Malformed` for values that no argument takes; `UnsupportedRequest` for components
  ///   that cannot be loaded; what reading a ControlNet's configuration throws.
  init(_ arguments: [(name: String, component: Request.Component)], _ key: String) throws {
    self.init()
    for (name, component) in arguments { try add(name, component, "\(key).\(name)") }
  }

  private mutating func add(
    _ name: String, _ component: Request.Component, _ key: String
  ) throws {
    switch (name, component) {
    case ("enable_pag", .value(let value)): choice.enablePAG = value.boolValue ?? false
    case ("controlnet", let argument):
      choice.controlNet = try Self.controlNet(argument)
      components[name] = try Self.override(argument, key)
    default:
      if Self.keywordNames.contains(name), case .null = component {
        set(name, .null)
      } else if let value = component.plainValue {
        set(name, value)
      } else {
        components[name] = try Self.override(component, key)
      }
    }
  }

  private static func override(
    _ component: Request.Component, _ key: String
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
    throw UnsupportedRequest(description: "\(key) is not supported by the reference")
  }

  /// What the choice of the class sees of a ControlNet: only a single union model is special.
  private static func controlNet(_ component: Request.Component) throws -> ControlNetArgument {
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
  func applying(_ step: Request.SetupStep) throws -> DiffusionPipeline {
    guard let changed = try calling(step.method, step.arguments) else {
      throw UnsupportedRequest(
        description: "setup.\(step.method) is not supported by the reference for \(row.name)")
    }
    return changed
  }
}

extension Request {
  /// The variant of the weight files that is asked for.
  var variant: String? {
    guard case .value(let value)? = load.last(where: { $0.name == "variant" })?.component else {
      return nil
    }
    return value.stringValue
  }
}

extension Request.Component {
  /// The folder of a component that has one of its own.
  var folder: URL? {
    if case .checkpoint(let folder) = self { return folder }
    return nil
  }

  /// A plain value: a flag, a number, a string, or a list of these.
  fileprivate var plainValue: JSONValue? {
    switch self {
    case .value(let value): return value
    case .list(let elements):
      let values = elements.compactMap { element -> JSONValue? in
        if case .value(let value) = element { return value }
        return nil
      }
      return values.count == elements.count ? .array(values) : nil
    default: return nil
    }
  }
}
