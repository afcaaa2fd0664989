import AutoPipeline
import Checkpoints

extension AdapterSession {
  /// `resolve`: the class that diffusers chooses.
  static func resolve(_ request: AdapterRequest) throws -> JSONObject {
    ["pipeline_class": .string(try ResolveCase(request.object("case")).className())]
  }
}

/// The `case` of a `resolve` line.
private struct ResolveCase {
  private let reader: AdapterRequest
  private let resolver: Resolver
  private let options: ResolverOptions

  init(_ members: JSONObject) throws {
    let reader = AdapterRequest(members)
    self.reader = reader
    options = ResolverOptions(
      controlNet: try members["controlnet"].map { try Self.controlNet($0, reader) },
      enablePAG: try reader.optionalBool("enable_pag"))
    resolver = try Self.resolver(reader)
  }

  func className() throws -> String {
    let pipe = try reader.optionalString("from_pipe")
    guard let task = try task() else {
      guard pipe == nil else { throw reader.fail("task", "given with from_pipe") }
      return try diffusionPipeline()
    }
    if let pipe { return try resolver.resolve(task: task, fromPipe: pipe, options: options) }
    if let name = reader.members["class_name"] {
      return try resolver.resolve(task: task, className: name, options: options)
    }
    return try resolver.resolve(task: task, checkpoint: checkpoint(), options: options)
  }

  private func diffusionPipeline() throws -> String {
    if let name = reader.members["class_name"] {
      return try resolver.diffusionPipeline(className: name)
    }
    return try AutoPipeline<Float>(nil).className(of: checkpoint())
  }

  private func checkpoint() throws -> CheckpointLocation {
    guard let name = try reader.optionalString("checkpoint") else {
      throw reader.fail("checkpoint", "a folder, or class_name or from_pipe a class")
    }
    return CheckpointLocation(name)
  }

  private func task() throws -> AutoTask? {
    guard let name = try reader.optionalString("task") else { return nil }
    guard let task = AutoTask(rawValue: name) else {
      throw reader.fail(
        "task", "one of \(AutoTask.allCases.map(\.rawValue).joined(separator: ", ")), or null")
    }
    return task
  }

  private static func controlNet(
    _ value: JSONValue, _ reader: AdapterRequest
  ) throws -> ControlNetArgument {
    switch value {
    case .null: return .null
    case .string("ControlNetModel"), .array: return .controlNet
    case .string("ControlNetUnionModel"): return .union
    default:
      throw reader.fail(
        "controlnet", "null, ControlNetModel, ControlNetUnionModel or a list of these")
    }
  }

  private static func resolver(_ reader: AdapterRequest) throws -> Resolver {
    guard let text = try reader.optionalString("diffusers_version") else { return Resolver() }
    guard let version = DiffusersVersion(text) else {
      throw reader.fail("diffusers_version", "a release such as \(DiffusersVersion.pinned)")
    }
    return try Resolver(version: version)
  }
}
