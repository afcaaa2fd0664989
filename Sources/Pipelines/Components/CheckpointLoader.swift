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

  /// The checkpoint's folder, as errors print it.
  public let path: String
  /// The checkpoint's `model_index.json`.
  public let index: ModelIndex
  /// The variant of the weight files.
  public var variant: String?
  /// Components by name that replace the checkpoint's.
  public var overrides: [String: Override] = [:]
  /// Whether components are read; otherwise their files are only looked for, and they are
  /// `UnbuiltComponent`s.
  public var builds = true
  /// When the weights of layers are converted if they are of another type.
  public var conversion = WeightConversion.once
  /// Components read before.
  public var cache: ComponentCache<Scalar>?
  /// Told of what is loaded in another way than the files say.
  public var warn: @Sendable (String) -> Void = { _ in }

  /// A loader of the checkpoint in the folder `path`.
  public init(_ path: String, _ index: ModelIndex) {
    self.path = path
    self.index = index
  }

  /// A loader of the checkpoint at `folder`.
  ///
  /// - Throws: `PythonError` as upstream for a folder without a usable `model_index.json`.
  public init(_ folder: URL) throws {
    self.init(
      folder.path(percentEncoded: false),
      try ModelIndex(contentsOf: folder.appending(path: ModelIndex.fileName)))
  }

  /// The components of `row`'s class, of which none may be missing.
  ///
  /// - Throws: `PythonError` as upstream for missing files; `CheckpointError` for ones that cannot
  ///   be read.
  public func components(for row: PipelineRow) throws -> PipelineComponents<Scalar> {
    var components = PipelineComponents<Scalar>()
    components.options = index.values
    for slot in row.components {
      if overrides[slot.name] != nil {
        components[slot.name] = try passed(slot.name)
      } else if let value = index.members[slot.name], try !IndexedComponent.isAbsent(value) {
        components[slot.name] = try stored(IndexedComponent(slot.name, value))
      }
    }
    return components
  }

  /// The checkpoint's component.
  ///
  /// - Throws: `PythonError` as upstream for missing files; `CheckpointError` for ones that cannot
  ///   be read.
  public func stored(_ component: IndexedComponent) throws -> PipelineComponent<Scalar> {
    // Refuses names that lead out of the checkpoint.
    _ = try index.folder(of: component.name, in: URL(filePath: path))
    let files = ComponentFiles(component, of: path)
    // What was read before has all its files.
    if builds, let known = cache?.known(key(component.className, files.folder)) { return known }
    try files.check(variant: variant, opensWeights: builds, warn: warn)
    return try read(component.className, library: component.library, from: files.folder)
  }

  /// The component `name` that the caller passes, nil if it is `None` or not passed.
  ///
  /// - Throws: `CheckpointError` for one that cannot be read.
  public func passed(_ name: String) throws -> PipelineComponent<Scalar>? {
    try overrides[name].flatMap { try passed($0, name) }
  }

  /// Checks that what is passed may stand in the place of the checkpoint's component.
  ///
  /// - Throws: `PythonError` with diffusers' text for an object of another kind.
  public func check(
    _ passed: PipelineComponent<Scalar>, inPlaceOf component: IndexedComponent
  ) throws(PythonError) {
    try ComponentKind.check(
      (passed.library, passed.className), inPlaceOf: component, warn: warn)
  }

  private func passed(
    _ override: Override, _ name: String
  ) throws -> PipelineComponent<Scalar>? {
    switch override {
    case .null: nil
    case .component(let component): component
    case .folder(let folder): try passed(folder)
    case .folders(let folders): try several(folders.map(passed))
    case .scheduler(let className, let changes): try scheduler(name, className, changes)
    }
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
    guard builds, let loader = ComponentLoader<Scalar>(className) else {
      return PipelineComponent(
        library: library, className: className, source: folder.path, value: UnbuiltComponent())
    }
    func load() throws -> PipelineComponent<Scalar> {
      PipelineComponent(
        library: library, className: className, source: folder.path,
        value: try loader.load(
          ComponentSource(folder: folder, variant: variant, conversion: conversion, warn: warn)))
    }
    guard let cache else { return try load() }
    return try cache.component(key(className, folder), load: load)
  }

  /// What a component is called in the cache.
  private func key(_ className: String, _ folder: ComponentFolder) -> String {
    "\(className) \(folder.path) \(variant ?? "") \(conversion)"
  }

  private func scheduler(
    _ name: String, _ className: String, _ changes: JSONObject
  ) throws -> PipelineComponent<Scalar> {
    let folder = ComponentFolder(URL(filePath: path).appending(path: name))
    guard builds else { return PipelineComponent(className: className, source: folder.path) }
    let base = try folder.configuration("scheduler_config.json")
    let scheduler: any Scheduler<Scalar> = try SchedulerFactory.make(
      className, base.members, changes: changes, file: base.file)
    return PipelineComponent(
      library: "diffusers", className: className, source: folder.path, value: scheduler)
  }

  /// Several ControlNets as one component, as diffusers' constructors make it of a list.
  ///
  /// - Throws: `UnsupportedError` for other models.
  private func several(
    _ components: [PipelineComponent<Scalar>]
  ) throws -> PipelineComponent<Scalar> {
    let names = components.map(\.className)
    // FluxControlNetModel, FluxMultiControlNetModel.
    let single = names.first { $0.contains("ControlNet") } ?? "ControlNetModel"
    let className = single.replacing("ControlNet", with: "MultiControlNet")
    let source = components.map(\.source).joined(separator: ", ")
    guard builds else { return PipelineComponent(className: className, source: source) }
    func list<Model>(_ make: ([Model]) -> any Sendable) -> PipelineComponent<Scalar>? {
      let models = components.compactMap { $0.value as? Model }
      guard models.count == components.count else { return nil }
      return PipelineComponent(
        library: "diffusers", className: className, source: source, value: make(models))
    }
    let made =
      list(MultiControlNetModel<Scalar>.init) ?? list(MultiControlNetUnionModel<Scalar>.init)
      ?? list(SD3MultiControlNetModel<Scalar>.init) ?? list(FluxMultiControlNetModel<Scalar>.init)
    guard let made else {
      throw UnsupportedError(
        "the reference cannot use several of \(names.joined(separator: ", ")) together")
    }
    return made
  }
}

extension PipelineComponent {
  /// A component of diffusers that is not built.
  fileprivate init(className: String, source: String) {
    self.init(
      library: "diffusers", className: className, source: source, value: UnbuiltComponent())
  }
}
