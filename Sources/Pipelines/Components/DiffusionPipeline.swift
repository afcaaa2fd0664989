public import Tensors

/// A pipeline over loaded components: an instance of a `PipelineClass`.
public struct DiffusionPipeline<Scalar: TensorScalar>: Sendable {
  /// What the reference knows of its class.
  public let row: PipelineRow
  /// The components by name, in the order of the constructor.
  public let components: PipelineComponents<Scalar>
  /// What upstream's constructor logs as warnings.
  public let warnings: [String]
  private let answer: @Sendable (PipelineRun<Scalar>) throws -> PipelineOutput<Scalar>

  /// A pipeline that answers calls with `answer`.
  init(
    _ components: PipelineComponents<Scalar>, _ row: PipelineRow, warnings: [String] = [],
    answer: @escaping @Sendable (PipelineRun<Scalar>) throws -> PipelineOutput<Scalar>
  ) {
    self.row = row
    self.components = components
    self.warnings = warnings
    self.answer = answer
  }

  /// A pipeline that cannot run over its components, but that diffusers makes all the same: its calls fail with
  /// `error`.
  public init(
    _ components: PipelineComponents<Scalar>, _ row: PipelineRow, failing error: any Error
  ) {
    self.init(components, row) { _ in throw error }
  }

  /// Runs the pipeline.
  ///
  /// - Throws: `PythonError` where diffusers raises; `ArgumentError` and `UnsupportedError` for a
  ///   call that this reference cannot make.
  public func callAsFunction(_ call: PipelineCall<Scalar>) throws -> PipelineOutput<Scalar> {
    try answer(PipelineRun(call, row: row))
  }
}
