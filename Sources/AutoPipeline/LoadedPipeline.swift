import Checkpoints
public import Pipelines
public import Tensors

/// A pipeline with what diffusers keeps beside its components: its configuration.
public struct LoadedPipeline<Scalar: TensorScalar>: Sendable, CustomStringConvertible {
  /// The pipeline.
  public private(set) var pipeline: DiffusionPipeline<Scalar>
  /// The configuration, as Python prints and saves it.
  public private(set) var configuration: PipelineConfiguration
  /// Where it was loaded from.
  public let location: CheckpointLocation

  /// The class.
  public var className: String { configuration.className }

  /// What Python prints for the pipeline, the line break at the end included.
  public var description: String { configuration.description }

  /// A pipeline of the class `signature` over `components`. If one of them is a misfit or missing, the pipeline is
  /// made as in diffusers, and its calls fail.
  ///
  /// - Throws: `UnsupportedError` for a class that the reference does not have; what its initializer
  ///   throws.
  init(
    _ signature: PipelineSignature, _ components: PipelineComponents<Scalar>,
    misfits: [String] = [], configuration: PipelineConfiguration, location: CheckpointLocation
  ) throws {
    let row = PipelineRegistry.row(signature.className)
    let components = components.ordered(row?.components.map(\.name) ?? [])
    do {
      pipeline = try PipelineRegistry.make(signature.className, components)
    } catch let error as CheckpointError {
      guard let row, signature.isUnusable(components, misfits) else { throw error }
      pipeline = DiffusionPipeline(components, row, failing: error)
    }
    self.configuration = configuration
    self.location = location
  }

  /// The same with the pipeline changed by one of its methods.
  public func mapped(
    _ change: (DiffusionPipeline<Scalar>) throws -> DiffusionPipeline<Scalar>
  ) rethrows -> LoadedPipeline {
    var changed = self
    changed.pipeline = try change(pipeline)
    return changed
  }

  /// Printing has a side effect in diffusers, see `PipelineConfiguration.notePrinting()`. Call this
  /// wherever Python would print.
  public mutating func notePrinting() { configuration.notePrinting() }
}
