public import Tensors

/// A pipeline class of diffusers over loaded components.
public protocol DiffusionPipeline<Scalar>: Sendable {
  /// The arithmetic it runs in.
  associatedtype Scalar: TensorScalar

  /// What the reference knows of the class.
  static var row: PipelineRow { get }

  /// The components by name, in the order of the constructor.
  var components: PipelineComponents<Scalar> { get }

  /// What upstream's constructor logs as warnings.
  var warnings: [String] { get }

  /// The pipeline over `components`.
  ///
  /// - Throws: `PythonError` where upstream's constructor raises.
  init(_ components: PipelineComponents<Scalar>) throws

  /// Runs the pipeline.
  ///
  /// - Throws: `PythonError` where diffusers raises; `ArgumentError` and `UnsupportedError` for a
  ///   call that this reference cannot make.
  func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar>
}
