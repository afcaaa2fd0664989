import Checkpoints
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
    if let task {
      return try resolver.resolve(task: task, checkpoint: checkpoint, options: arguments.choice)
    }
    let folder = CheckpointLocation(try checkpoint.folder().path(percentEncoded: false))
    let config = try Resolver.loadConfig(folder)
    return try resolver.diffusionPipeline(
      className: try Resolver.subscripted(config, "_class_name"),
      loadsConnectedPipeline: arguments.loadsConnectedPipeline)
  }

  /// Loads a checkpoint.
  ///
  /// - Throws: `PythonError` where diffusers raises, with its text; `CheckpointError` and
  ///   `WeightAuditError` for files that cannot be used; `UnsupportedError` for classes that the
  ///   reference does not have.
  public func fromPretrained(
    _ checkpoint: CheckpointLocation, _ arguments: LoadArguments<Scalar> = LoadArguments()
  ) throws -> LoadedPipeline<Scalar> {
    if task == nil { try arguments.checkTypes() }
    let className = try className(of: checkpoint, arguments)
    if task != nil { try arguments.checkTypes() }
    guard let signature = PipelineSignature.of(className) else { throw Self.unsupported(className) }
    var loader = try CheckpointLoader<Scalar>(try checkpoint.folder())
    loader.variant = arguments.variant
    loader.overrides = arguments.components
    loader.cache = arguments.cache
    loader.warn = arguments.warn
    try loader.index.checkVariant(arguments.variant, in: loader.checkpoint)
    try arguments.checkConnected(signature)
    // Only this class compares the version, with one of 2022.
    if className == "StableDiffusionInpaintPipeline",
      loader.index.members["_diffusers_version"] == nil
    {
      throw PythonError(type: .keyError, message: "'_diffusers_version'")
    }
    arguments.warnOfUnexpected(signature)
    let loaded =
      loader.index.components.filter { !$0.isAbsent }.map(\.name)
      + (try ConnectedPrior.components(of: signature, in: loader.checkpoint, checkpoint.cache))
    try signature.checkLoaded(
      Set(loaded).intersection(signature.components),
      passed: Set(arguments.components.keys).intersection(signature.components))
    guard let row = PipelineRegistry.row(className) else { throw Self.unsupported(className) }
    let options = JSONObject(
      signature.options.compactMap { name in
        (arguments.options[name] ?? loader.index.members[name]).map { (name, $0) }
      })
    loader.options = options
    return try LoadedPipeline(
      signature, try loader.components(for: row), options: options,
      remembered: ["_name_or_path": .string(checkpoint.name)], location: checkpoint)
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
    guard let row = PipelineRegistry.row(className),
      let signature = PipelineSignature.of(className),
      let old = PipelineSignature.of(source.className)
    else { throw Self.unsupported(className) }
    let conversion = try PipelineConversion(
      to: signature, config: source.configuration.members, components: Set(old.components),
      passedComponents: Set(arguments.components.keys), passedOptions: arguments.options)
    return try LoadedPipeline(
      signature, try components(row, conversion, source, arguments), options: conversion.options,
      remembered: conversion.remembered, location: source.location)
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
    for slot in row.components {
      guard conversion.passed.contains(slot.name) else {
        components[slot.name] = source.pipeline.components[slot.name]
        continue
      }
      var loader = try CheckpointLoader<Scalar>(try source.location.folder())
      loader.overrides = arguments.components
      loader.cache = arguments.cache
      loader.warn = arguments.warn
      components[slot.name] = try loader.component(slot, checksType: false)
    }
    return components
  }
}
