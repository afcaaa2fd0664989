public import Checkpoints
public import Pipelines
public import Tensors

/// A pipeline with what diffusers keeps beside its components: its configuration.
public struct LoadedPipeline<Scalar: TensorScalar>: Sendable, CustomStringConvertible {
  /// The pipeline.
  public private(set) var pipeline: any DiffusionPipeline<Scalar>
  /// The configuration, as Python prints and saves it.
  public private(set) var configuration: PipelineConfiguration
  /// Where it was loaded from.
  public let location: CheckpointLocation

  /// The class.
  public var className: String { configuration.className }

  /// What Python prints for the pipeline, the line break at the end included.
  public var description: String { configuration.description }

  /// A pipeline of the class `signature` over `components`.
  ///
  /// - Throws: `UnsupportedError` for a class that the reference does not have; what its initializer
  ///   throws.
  init(
    _ signature: PipelineSignature, _ components: PipelineComponents<Scalar>, options: JSONObject,
    remembered: JSONObject, location: CheckpointLocation
  ) throws {
    pipeline = try PipelineRegistry.make(signature.className, components)
    let classes = components.names.compactMap { name in
      components[name].map { (name, (library: $0.library, className: $0.className)) }
    }
    configuration = PipelineConfiguration(
      signature, components: Dictionary(uniqueKeysWithValues: classes), options: options,
      remembered: remembered)
    self.location = location
  }

  /// The same with the pipeline changed by one of its methods.
  public func mapped(
    _ change: (any DiffusionPipeline<Scalar>) throws -> any DiffusionPipeline<Scalar>
  ) rethrows -> LoadedPipeline {
    var changed = self
    changed.pipeline = try change(pipeline)
    return changed
  }

  /// Printing has a side effect in diffusers, see `PipelineConfiguration.notePrinting()`. Call this
  /// wherever Python would print.
  public mutating func notePrinting() { configuration.notePrinting() }
}

/// The keyword arguments of `from_pretrained` and `from_pipe`.
public struct LoadArguments<Scalar: TensorScalar>: Sendable {
  /// What the choice of the class looks at.
  public var choice = ResolverOptions()
  /// Components that replace the checkpoint's.
  public var components: [String: CheckpointLoader<Scalar>.Override] = [:]
  /// Plain options of the constructor, such as `requires_safety_checker`.
  public var options: JSONObject = [:]
  /// The variant of the weight files, such as `fp16`.
  public var variant: String?
  /// `torch_dtype`; the arithmetic is `Scalar` in any case.
  public var torchDType: JSONValue?
  /// `device_map`: where diffusers puts the components.
  public var deviceMap: JSONValue?
  /// Whether `DiffusionPipeline` loads the combined class of a decoder.
  public var loadsConnectedPipeline = false
  /// Components read before.
  public var cache: ComponentCache<Scalar>?
  /// Told of what diffusers only warns about.
  public var warn: @Sendable (String) -> Void = { _ in }

  /// No arguments.
  public init() {}
}
