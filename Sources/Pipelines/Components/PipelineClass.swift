public import Tensors

/// A pipeline class of diffusers: what it is, and how it is made.
public protocol PipelineClass: Sendable {
  /// What the reference knows of the class.
  static var row: PipelineRow { get }

  /// The pipeline over loaded components.
  ///
  /// - Throws: `PythonError` where upstream's constructor raises; `CheckpointError` for a component
  ///   that cannot serve.
  static func make<Scalar: TensorScalar>(
    _ components: PipelineComponents<Scalar>
  ) throws -> DiffusionPipeline<Scalar>
}
