public import Checkpoints
import DiffusionModels
public import Foundation
import Schedulers
public import Tensors

/// Loads the components that a class needs from a checkpoint folder.
public struct CheckpointLoader<Scalar: TensorScalar> {
  /// A component that the caller passes instead of the checkpoint's.
  public enum Override: Sendable {
    /// `None`.
    case null
    /// A component in a folder of its own.
    case folder(URL)
    /// A scheduler class over the checkpoint's own configuration, with changes.
    case scheduler(className: String, changes: JSONObject)
    /// Several components of one kind, each in a folder of its own.
    case folders([URL])
    /// A component that is loaded already.
    case component(PipelineComponent<Scalar>)
  }

  /// The checkpoint's folder.
  public let checkpoint: URL
  /// The checkpoint's `model_index.json`.
  public let index: ModelIndex
  /// The variant of the weight files.
  public var variant: String?
  /// Components by name that replace the checkpoint's.
  public var overrides: [String: Override] = [:]
  /// Plain options of the constructor that replace the checkpoint's.
  public var options: JSONObject = [:]
  /// Components read before.
  public var cache: ComponentCache<Scalar>?
  /// Told of what is loaded in another way than the files say.
  public var warn: @Sendable (String) -> Void = { _ in }

  /// A loader of the checkpoint at `folder`.
  ///
  /// - Throws: `PythonError` as upstream for a folder without a usable `model_index.json`.
  public init(_ folder: URL) throws {
    checkpoint = folder
    index = try ModelIndex(contentsOf: folder.appending(path: ModelIndex.fileName))
  }

  /// The components of `row`'s class.
  ///
  /// - Throws: `PythonError` as upstream for missing components; `CheckpointError` for ones that
  ///   cannot be read or that the reference does not have.
  public func components(for row: PipelineRow) throws -> PipelineComponents<Scalar> {
    try index.checkVariant(variant, in: checkpoint)
    try checkComplete(row)
    var components = PipelineComponents<Scalar>()
    components.options = index.values.merging(options)
    for slot in row.components { components[slot.name] = try component(slot) }
    return components
  }

  /// Every component that has no default in the constructor is in the index or passed.
  private func checkComplete(_ row: PipelineRow) throws {
    let known = Set(index.components.map(\.name) + overrides.keys)
    let missing = row.components.filter { !$0.isOptional && !known.contains($0.name) }
    guard !missing.isEmpty else { return }
    let expected = row.components.map(\.name).sorted()
    let passed = known.filter { name in row.components.contains { $0.name == name } }.sorted()
    throw PythonError.value(
      "Pipeline \(row.pythonClass) expected \(expected.pythonRepr), but only"
        + " {\(passed.map(\.pythonRepr).joined(separator: ", "))} were passed.")
  }

  /// One component: what the caller passes, or the checkpoint's; nil if it is absent.
  ///
  /// - Parameter checksType: whether what is passed must be of the kind that the checkpoint has.
  /// - Throws: `CheckpointError` for one that cannot be read or that the reference does not have.
  public func component(
    _ slot: PipelineRow.Component, checksType: Bool = true
  ) throws -> PipelineComponent<Scalar>? {
    let entry = index.component(slot.name)
    guard let override = overrides[slot.name] else { return try entry.flatMap(stored) }
    let component = try passed(override, slot.name)
    if checksType, let component, let entry {
      try entry.check(component.className, component.library)
    }
    return component
  }

  private func passed(
    _ override: Override, _ name: String
  ) throws -> PipelineComponent<Scalar>? {
    switch override {
    case .null: nil
    case .component(let component): component
    case .folder(let folder): try passed(folder)
    case .folders(let folders): try .several(folders.map(passed))
    case .scheduler(let className, let changes): try scheduler(name, className, changes)
    }
  }

  private func stored(_ entry: ModelIndex.Component) throws -> PipelineComponent<Scalar>? {
    guard let library = entry.library, let className = entry.className else { return nil }
    let folder = try index.folder(of: entry.name, in: checkpoint)
    if ComponentLoader<Scalar>(className) != nil {
      try entry.checkFolder(folder, of: checkpoint.path(percentEncoded: false))
    }
    return try read(className, library: library, from: folder)
  }

  /// A component in a folder of its own, whose configuration names its class.
  private func passed(_ url: URL) throws -> PipelineComponent<Scalar> {
    let folder = ComponentFolder(url)
    let configuration = try folder.configuration()
    let architecture = configuration.value("architectures")?.arrayValue?.first?.stringValue
    guard let className = configuration.className ?? architecture else {
      throw CheckpointError(
        file: configuration.file, key: "_class_name",
        problem: "the configuration does not say which class it is for")
    }
    let library = configuration.className == nil ? "transformers" : "diffusers"
    return try read(className, library: library, from: folder)
  }

  private func read(
    _ className: String, library: String, from folder: ComponentFolder
  ) throws -> PipelineComponent<Scalar> {
    guard let loader = ComponentLoader<Scalar>(className) else {
      throw UnsupportedError(
        "\(folder.path): the reference does not have the component class \(className) yet")
    }
    func load() throws -> PipelineComponent<Scalar> {
      PipelineComponent(
        library: library, className: className, source: folder.path,
        value: try loader.load(ComponentSource(folder: folder, variant: variant, warn: warn)))
    }
    guard let cache else { return try load() }
    return try cache.component("\(className) \(folder.path) \(variant ?? "")", load: load)
  }

  private func scheduler(
    _ name: String, _ className: String, _ changes: JSONObject
  ) throws -> PipelineComponent<Scalar> {
    let folder = try index.folder(of: name, in: checkpoint)
    let base = try folder.configuration("scheduler_config.json")
    let scheduler: any Scheduler<Scalar> = try SchedulerFactory.make(
      className, base.members, changes: changes, file: base.file)
    return PipelineComponent(
      library: "diffusers", className: className, source: folder.path, value: scheduler)
  }
}

extension PipelineComponent {
  /// Several ControlNets as one component, as diffusers' constructors make it of a list.
  ///
  /// - Throws: `UnsupportedError` for other models.
  fileprivate static func several(_ components: [PipelineComponent]) throws -> PipelineComponent {
    let names = components.map(\.className)
    let source = components.map(\.source).joined(separator: ", ")
    func multi(_ name: String, _ value: any Sendable) -> PipelineComponent {
      PipelineComponent(library: "diffusers", className: name, source: source, value: value)
    }
    let nets = components.compactMap { $0.value as? ControlNetModel<Scalar> }
    if nets.count == names.count {
      return multi("MultiControlNetModel", MultiControlNetModel(nets))
    }
    let unions = components.compactMap { $0.value as? ControlNetUnionModel<Scalar> }
    if unions.count == names.count {
      return multi("MultiControlNetUnionModel", MultiControlNetUnionModel(unions))
    }
    throw UnsupportedError(
      "the reference cannot use several of \(names.joined(separator: ", ")) together")
  }
}
