public import AutoPipeline
public import Checkpoints
import Foundation
import Pipelines

/// A question to the resolver: a checkpoint or a class, a task and options.
public struct ResolverQuery: Sendable {
  /// Longer names are neither paths nor ids nor classes.
  private static let longestName = 4096

  private enum Source: Sendable {
    case className(String)
    case checkpoint(CheckpointLocation)
  }

  private let source: Source
  private let task: AutoTask?
  private let isFromPipe: Bool
  private let options: ResolverOptions
  private let loadsConnected: Bool

  /// The question for `name`: the name of a class, a folder, or the id of a model in the cache.
  ///
  /// - Throws: `CheckpointError` for a name that can be none of these and for from_pipe without
  ///   a task.
  public init(
    _ name: String, task: AutoTask?, fromPipe: Bool = false,
    options: ResolverOptions = ResolverOptions(), loadsConnected: Bool = false,
    revision: String? = nil, cache: HubCache = HubCache()
  ) throws {
    try Self.check(name)
    let exists = FileManager.default.fileExists(atPath: name)
    let isClass =
      !exists && !name.contains("/")
      && (name.hasSuffix("Pipeline") || Mappings.pinned.key(of: name) != nil)
    source =
      isClass
      ? .className(name) : .checkpoint(CheckpointLocation(name, revision: revision, cache: cache))
    guard task != nil || !fromPipe else {
      throw CheckpointError(
        file: "from_pipe", problem: "needs a task", advice: "Pass --task, such as inpainting")
    }
    self.task = task
    isFromPipe = fromPipe
    self.loadsConnected = loadsConnected
    self.options = options
  }

  /// What the choice of a class sees of a ControlNet called `name`: a class, a folder or `none`.
  ///
  /// - Throws: `CheckpointError` for a folder that is no ControlNet's.
  public static func controlNet(_ name: String) throws -> ControlNetArgument {
    switch name {
    case "none", "None": return .null
    case "ControlNetModel": return .controlNet
    case "ControlNetUnionModel": return .union
    default:
      try check(name)
      let configuration = try ComponentFolder(URL(filePath: name)).configuration()
      return configuration.className == "ControlNetUnionModel" ? .union : .controlNet
    }
  }

  private static func check(_ name: String) throws {
    let isPlain = name.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
    guard !name.isEmpty, name.utf8.count <= longestName, isPlain else {
      throw CheckpointError(
        file: "name",
        problem: "is empty, longer than \(longestName) bytes or holds control characters",
        advice: "Pass a folder, the id of a model in the hub's cache or the name of a class")
    }
  }

  /// The class that the mappings of `resolver` give.
  ///
  /// - Throws: `PythonError` with diffusers' type and text; `CheckpointError` for an index that
  ///   cannot be used.
  public func resolve(_ resolver: Resolver) throws -> String {
    guard let task else {
      return try resolver.diffusionPipeline(
        className: .string(try className()), loadsConnectedPipeline: loadsConnected)
    }
    if !isFromPipe, case .checkpoint(let location) = source {
      let className = try resolver.resolve(task: task, checkpoint: location, options: options)
      try checkComponents(location)
      return className
    }
    let name = try className()
    return isFromPipe
      ? try resolver.resolve(task: task, fromPipe: name, options: options)
      : try resolver.resolve(task: task, className: name, options: options)
  }

  /// The components of the pipeline that the checkpoint makes, those of a connected prior included: name, library,
  /// class and folder; nil for the name of a class.
  ///
  /// - Parameters:
  ///   - controlNets: the ControlNets that are passed, as `controlNet(_:)` takes them.
  ///   - warn: told of what diffusers would log.
  /// - Throws: `PythonError` where diffusers raises; `CheckpointError` and `UnsupportedError` for what
  ///   cannot be loaded.
  public func components(
    controlNets: [String] = [], warn: @escaping @Sendable (String) -> Void
  ) throws -> ResolvedComponents? {
    guard case .checkpoint(let location) = source, !isFromPipe else { return nil }
    var arguments = LoadArguments<Float>()
    arguments.choice = options
    arguments.warn = warn
    arguments.components["controlnet"] = Self.override(controlNets)
    if loadsConnected { arguments.set("load_connected_pipeline", true) }
    return ResolvedComponents(try AutoPipeline<Float>(task).plan(location, arguments))
  }

  /// ControlNets as arguments of loading; one that is only named stands for itself.
  private static func override(_ names: [String]) -> CheckpointLoader<Float>.Override? {
    let kinds = names.filter { ["ControlNetModel", "ControlNetUnionModel"].contains($0) }
    switch names.count {
    case 0: return nil
    case 1 where ["none", "None"].contains(names[0]): return .null
    case _ where kinds.isEmpty && names.count > 1: return .folders(names.map { URL(filePath: $0) })
    case 1 where kinds.isEmpty: return .folder(URL(filePath: names[0]))
    default:
      let isUnion = kinds.contains("ControlNetUnionModel")
      let several = isUnion ? "MultiControlNetUnionModel" : "MultiControlNetModel"
      return .component(
        PipelineComponent(
          library: "diffusers", className: names.count == 1 ? names[0] : several, source: "",
          value: UnbuiltComponent()))
    }
  }

  /// The first release whose mappings give a class; nil if none does.
  ///
  /// - Throws: what reading the checkpoint throws.
  public func firstVersion() throws -> DiffusersVersion? {
    for version in DiffusersVersion.known {
      do {
        _ = try resolve(Resolver(version: version))
        return version
      } catch is PythonError {}
    }
    return nil
  }

  /// The class of the checkpoint or the name given.
  private func className() throws -> String {
    switch source {
    case .className(let name): return name
    case .checkpoint(let location):
      let name = try AutoPipeline<Float>(nil).className(of: location)
      try checkComponents(location)
      return name
    }
  }

  /// Names of components lead nowhere but into the checkpoint's own folder.
  private func checkComponents(_ location: CheckpointLocation) throws {
    guard let path = try? location.folder() else { return }
    let folder = URL(filePath: path)
    let index = try ModelIndex(contentsOf: folder.appending(path: ModelIndex.fileName))
    for component in index.components { _ = try index.folder(of: component.name, in: folder) }
  }
}

extension ResolverQuery {
  /// The error with what to do about it.
  public func advised(_ error: PythonError, _ resolver: Resolver) -> PythonError {
    guard error.advice == nil else { return error }
    if error.type == .attributeError, task == nil, let version = try? firstVersion() {
      return PythonError(
        type: error.type, message: error.message,
        advice: "diffusers \(version) is the first release that exports it; pass"
          + " --diffusers-version \(version)")
    }
    guard error.message.hasPrefix("AutoPipeline can't find"), let name = try? className()
    else { return error }
    return PythonError(
      type: error.type, message: error.message, advice: advice(name, resolver))
  }

  private func advice(_ name: String, _ resolver: Resolver) -> String? {
    func resolves(_ task: AutoTask, _ options: ResolverOptions) -> Bool {
      (isFromPipe
        ? try? resolver.resolve(task: task, fromPipe: name, options: options)
        : try? resolver.resolve(task: task, className: name, options: options)) != nil
    }
    if let task, options != ResolverOptions(), resolves(task, ResolverOptions()) {
      return "Without --controlnet and --enable-pag the class has a pipeline for \(task.rawValue)"
    }
    let tasks = AutoTask.allCases.filter { resolves($0, options) }.map(\.rawValue)
    if !tasks.isEmpty { return "The class has pipelines for \(tasks.joined(separator: ", "))" }
    if let version = try? firstVersion() {
      return "diffusers \(version) is the first release that resolves it;"
        + " pass --diffusers-version \(version)"
    }
    return "No AutoPipeline knows \(name); without --task, DiffusionPipeline makes the class itself"
  }
}
