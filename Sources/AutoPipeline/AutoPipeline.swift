import Checkpoints
import Foundation
import Pipelines
public import Tensors

/// `AutoPipelineForText2Image`, `AutoPipelineForImage2Image`, `AutoPipelineForInpainting` and, without
/// a task, `DiffusionPipeline`.
public struct AutoPipeline<Scalar: TensorScalar>: Sendable {
  /// The task; nil for `DiffusionPipeline`, which makes the class that the checkpoint names.
  public let task: AutoTask?
  /// The choice of classes.
  public let resolver: Resolver

  /// The AutoPipeline of `task`, of the pinned release.
  public init(_ task: AutoTask?) {
    self.task = task
    resolver = Resolver()
  }

  /// The class that `fromPretrained` would make.
  ///
  /// - Throws: `PythonError` with diffusers' type and text; `CheckpointError` for a checkpoint that
  ///   cannot be read.
  public func className(
    of checkpoint: CheckpointLocation, _ arguments: LoadArguments<Scalar> = LoadArguments()
  ) throws -> String {
    let location = arguments.located(checkpoint)
    if let task {
      return try resolver.resolve(
        task: task, checkpoint: location, options: arguments.choice,
        forcesDownload: arguments.isTrue("force_download"),
        requiresToken: arguments.keywords["token"] == true)
    }
    let config = try Resolver.loadConfig(location.indexFile(in: location.folder()))
    return try resolver.diffusionPipeline(
      className: try Resolver.subscripted(config, "_class_name"),
      loadsConnectedPipeline: arguments.loadsConnectedPipeline)
  }

  /// What `fromPretrained` makes a pipeline of. No component is read, only its files are looked for, so this
  /// works for all classes.
  ///
  /// - Throws: `PythonError` where diffusers raises, with its text; `CheckpointError` for files that
  ///   cannot be used; `UnsupportedError` for arguments that the reference does not take.
  public func plan(
    _ checkpoint: CheckpointLocation, _ arguments: LoadArguments<Scalar> = LoadArguments()
  ) throws -> PipelinePlan<Scalar> {
    try loading(checkpoint, arguments, builds: { _ in false }).plan()
  }

  /// Loads a checkpoint.
  ///
  /// - Throws: `PythonError` where diffusers raises, with its text; `CheckpointError` and
  ///   `WeightAuditError` for files that cannot be used; `UnsupportedError` for classes that the
  ///   reference does not have.
  public func fromPretrained(
    _ checkpoint: CheckpointLocation, _ arguments: LoadArguments<Scalar> = LoadArguments()
  ) throws -> LoadedPipeline<Scalar> {
    let plan = try loading(
      checkpoint, arguments, builds: { PipelineRegistry.row($0) != nil }
    ).plan()
    try Self.checkBuilt(plan.signature.className, plan.components)
    return try LoadedPipeline(
      plan.signature, plan.components, misfits: plan.misfits, configuration: plan.configuration,
      location: plan.location)
  }

  private func loading(
    _ checkpoint: CheckpointLocation, _ arguments: LoadArguments<Scalar>,
    builds: @escaping (String) -> Bool
  ) throws -> PipelineLoading<Scalar> {
    // The class is chosen before anything else; `DiffusionPipeline` looks at its arguments first.
    let className = task == nil ? nil : try self.className(of: checkpoint, arguments)
    return PipelineLoading(
      resolver: resolver, location: arguments.located(checkpoint), arguments: arguments,
      className: className, builds: builds)
  }

  /// Makes the task's pipeline of the components of another one, which are shared.
  ///
  /// - Throws: `PythonError` where diffusers raises, with its text; `UnsupportedError` for classes that
  ///   the reference does not have.
  public func fromPipe(
    _ source: LoadedPipeline<Scalar>, _ arguments: LoadArguments<Scalar> = LoadArguments()
  ) throws -> LoadedPipeline<Scalar> {
    guard let task else {
      throw UnsupportedError("from_pipe needs a task: use the AutoPipeline of one")
    }
    let className = try resolver.resolve(
      task: task, fromPipe: source.className, options: arguments.choice)
    guard let signature = PipelineSignature.of(className),
      let old = PipelineSignature.of(source.className)
    else { throw Self.unsupported(className) }
    let conversion = try PipelineConversion(
      to: signature, config: source.configuration.members, components: Set(old.components),
      passedComponents: Set(arguments.components.keys), passedOptions: arguments.options)
    guard let row = PipelineRegistry.row(className) else { throw Self.unsupported(className) }
    let components = try components(row, conversion, source, arguments)
    try Self.checkBuilt(className, components)
    return try LoadedPipeline(
      signature, components,
      configuration: PipelineConfiguration(
        signature, components, remembered: conversion.remembered),
      location: source.location)
  }

  private static func checkBuilt(
    _ className: String, _ components: PipelineComponents<Scalar>
  ) throws(UnsupportedError) {
    guard PipelineRegistry.row(className) != nil else { throw unsupported(className) }
    guard let component = components.unbuilt else { return }
    throw UnsupportedError(
      "\(component.source): the reference does not have the component class"
        + " \(component.className) yet")
  }

  private static func unsupported(_ className: String) -> UnsupportedError {
    UnsupportedError("the reference does not have \(className) yet")
  }

  private func components(
    _ row: PipelineRow, _ conversion: PipelineConversion, _ source: LoadedPipeline<Scalar>,
    _ arguments: LoadArguments<Scalar>
  ) throws -> PipelineComponents<Scalar> {
    var components = PipelineComponents<Scalar>()
    components.options = conversion.options
    let loader =
      conversion.passed.isEmpty ? nil : try loader(of: source.location, arguments)
    for slot in row.components {
      components[slot.name] =
        try conversion.passed.contains(slot.name)
        ? loader?.passed(slot.name) : source.pipeline.components[slot.name]
    }
    return components
  }

  /// A loader of what is passed besides the components of the checkpoint at `location`.
  private func loader(
    of location: CheckpointLocation, _ arguments: LoadArguments<Scalar>
  ) throws -> CheckpointLoader<Scalar> {
    var loader = try CheckpointLoader<Scalar>(
      URL(filePath: try location.folder(usesLocalFilesOnly: true)))
    arguments.configure(&loader)
    return loader
  }
}
