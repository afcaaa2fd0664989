public import Checkpoints
public import Pipelines
public import Tensors

/// What became of a request: the content of `result.json`, with the output still in memory.
public struct RunResult<Scalar: TensorScalar> {
  /// How a run ended.
  public enum Outcome {
    /// With pictures.
    case finished(PipelineOutput<Scalar>)
    /// With an error that diffusers raises, too.
    case refused(PythonError)
    /// Without a run: the reference does not do what was asked.
    case skipped(String)
    /// Without a run: there is not enough memory.
    case tooLarge(MemoryShortage)
    /// Because the request or a file cannot be used.
    case unusable(any Error)
  }

  /// The class that was picked, if it came to that.
  public var pipelineClass: String?
  /// How the run ended.
  public var outcome: Outcome
  /// What diffusers would have logged.
  public var warnings: [String] = []
  /// The seconds from reading the checkpoint to the last picture.
  public var seconds: Double = 0
  /// The component calls, if they were recorded.
  public var transcript: Transcript<Scalar>?
}
