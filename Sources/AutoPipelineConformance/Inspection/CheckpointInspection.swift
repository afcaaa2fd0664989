import AutoPipeline
public import Checkpoints
public import Foundation
import Pipelines

/// What a checkpoint consists of, without its weights being read.
public struct CheckpointInspection: Sendable {
  /// What a task makes of the checkpoint.
  public struct Task: Sendable, Hashable {
    /// The task.
    public let name: String
    /// The class that diffusers chooses.
    public let className: String
    /// Whether the reference runs it.
    public let isSupported: Bool
  }

  /// The folder.
  public let folder: String
  /// The pipeline's class; nil for the folder of a single component.
  public let className: String?
  /// The release of diffusers that wrote it.
  public let diffusersVersion: String?
  /// The tasks that have a class for it.
  public let tasks: [Task]
  /// The components in the order of `model_index.json`.
  public let components: [InspectedComponent]
  /// What is wrong or not supported.
  public let warnings: [String]

  /// Inspects the checkpoint, or the single component, in `folder`.
  ///
  /// - Throws: `PythonError`, `CheckpointError` or `JSONError` if there is neither, or what there is
  ///   cannot be read.
  public init(_ folder: URL, variant: String? = nil) throws {
    let file = folder.appending(path: ModelIndex.fileName)
    let component = ComponentFolder(folder)
    guard !FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else {
      try self.init(index: ModelIndex(contentsOf: file), folder, variant)
      return
    }
    guard let (library, name) = Self.classOfComponent(component) else {
      throw CheckpointError(
        file: component.path,
        problem: "there is neither a model_index.json nor a config.json that names a class",
        advice: "Pass the folder of a checkpoint or of one of its components")
    }
    self.init(
      component: InspectedComponent(
        folder.lastPathComponent, library: library, className: name, folder: component,
        variant: variant), component.path)
  }

  private init(component: InspectedComponent, _ folder: String) {
    self.folder = folder
    className = nil
    diffusersVersion = nil
    tasks = []
    components = [component]
    warnings = component.warnings
  }

  private init(index: ModelIndex, _ folder: URL, _ variant: String?) throws {
    self.folder = folder.path(percentEncoded: false)
    diffusersVersion = index.diffusersVersion
    let name = index.className?.stringValue
    className = name
    tasks = name.map(Self.tasks) ?? []
    var warnings = Self.warnings(index)
    components = index.components.compactMap { component in
      do {
        return InspectedComponent(
          component.name, library: component.library,
          className: component.isAbsent ? nil : component.className,
          folder: try index.folder(of: component.name, in: folder), variant: variant)
      } catch {
        warnings.append("\(error)")
        return nil
      }
    }
    self.warnings = warnings + components.flatMap(\.warnings)
  }

  private static func classOfComponent(_ folder: ComponentFolder) -> (String, String)? {
    if let configuration = try? folder.configuration() {
      if let name = configuration.className { return ("diffusers", name) }
      let architectures = configuration.members["architectures"]?.arrayValue
      return (architectures?.first?.stringValue).map { ("transformers", $0) }
    }
    let scheduler = try? folder.configuration("scheduler_config.json")
    return (scheduler?.className).map { ("diffusers", $0) }
  }

  private static func tasks(_ name: String) -> [Task] {
    [AutoTask.textToImage, .imageToImage, .inpainting].compactMap { task in
      guard let choice = try? Resolver.resolve(task: task, className: name) else { return nil }
      return Task(
        name: task.rawValue, className: choice,
        isSupported: PipelineRegistry.row(choice) != nil)
    }
  }

  /// What the index itself gets wrong.
  private static func warnings(_ index: ModelIndex) -> [String] {
    guard let value = index.className else {
      return ["model_index.json has no _class_name, so no pipeline can be chosen"]
    }
    guard let name = value.stringValue else {
      return [
        "_class_name is \(value.kind), as custom pipelines have it; diffusers' own have a string"
      ]
    }
    guard let signature = PipelineSignature.of(name) else {
      return [
        "\(name) is in none of the AutoPipeline mappings of diffusers \(DiffusersVersion.pinned)"
      ]
    }
    let present = Set(index.components.map(\.name))
    let missing = signature.components.filter {
      !present.contains($0) && !signature.optionalComponents.contains($0)
    }
    let known = Set(signature.components + signature.options)
    let unknown = index.members.keys.filter { !$0.hasPrefix("_") && !known.contains($0) }
    return missing.map { "\($0): \(name) needs this component, model_index.json does not list it" }
      + unknown.map { "\($0): \(name) has no such component or option" }
  }
}

extension CheckpointInspection {
  /// The parameters of all components.
  public var parameters: Int { components.reduce(0) { $0 + ($1.weights?.parameters ?? 0) } }

  /// The bytes of all weights.
  public var bytes: Int { components.reduce(0) { $0 + ($1.weights?.bytes ?? 0) } }

  /// The inspection as an object of JSON.
  public var summary: JSONObject {
    [
      "folder": .string(folder), "pipeline_class": className.map { .string($0) } ?? .null,
      "diffusers_version": diffusersVersion.map { .string($0) } ?? .null,
      "tasks": .array(
        tasks.map {
          [
            "task": .string($0.name), "pipeline_class": .string($0.className),
            "supported": .bool($0.isSupported),
          ]
        }),
      "components": .array(components.map { .object($0.summary) }),
      "parameters": .int(parameters), "bytes": .int(bytes),
      "warnings": .array(warnings.map { .string($0) }),
    ]
  }
}

extension InspectedComponent {
  fileprivate var summary: JSONObject {
    var summary: JSONObject = [
      "name": .string(name), "library": library.map { .string($0) } ?? .null,
      "class": className.map { .string($0) } ?? .null, "settings": .object(settings),
    ]
    if let weights {
      summary["files"] = .int(weights.files)
      summary["tensors"] = .int(weights.tensors)
      summary["parameters"] = .int(weights.parameters)
      summary["bytes"] = .int(weights.bytes)
      summary["dtypes"] = .array(weights.dtypes.map { .string($0) })
    }
    return summary
  }
}
