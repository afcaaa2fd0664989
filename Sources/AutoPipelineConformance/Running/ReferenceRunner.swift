import AutoPipeline
import Checkpoints
import Foundation
public import Pipelines
import Synchronization
public import Tensors
import TorchRandom

/// Runs requests on the reference.
public struct ReferenceRunner<Scalar: TensorScalar> {
  /// Keep the component calls of a run.
  public var recordsTranscript = false
  /// Components read before.
  public var cache: ComponentCache<Scalar>?
  /// Told of each step.
  public var onProgress: ((_ done: Int, _ total: Int) -> Void)?

  /// A runner that reads every checkpoint anew.
  public init(cache: ComponentCache<Scalar>? = nil) { self.cache = cache }

  /// Loads the request's checkpoint and makes its call.
  public func run(_ request: Request) -> RunResult<Scalar> {
    let start = ContinuousClock.now
    let warnings = WarningLog()
    var result = RunResult<Scalar>(outcome: .skipped(""))
    if recordsTranscript { result.transcript = Transcript() }
    do {
      let pipeline = try load(request, warnings)
      result.pipelineClass = type(of: pipeline).row.name
      if let seed = request.globalSeed { TorchGenerator.global.manualSeed(seed) }
      var call = PipelineCall(try request.arguments(Scalar.self))
      call.draws = try request.replayedDraws()
      call.transcript = result.transcript
      call.onProgress = onProgress
      call.onWarning = warnings.add
      result.outcome = .finished(try pipeline(call))
    } catch let error as PythonError {
      result.outcome = .refused(error)
    } catch let error as UnsupportedError {
      result.outcome = .skipped(error.description)
    } catch let error as UnsupportedRequest {
      result.outcome = .skipped(error.description)
    } catch {
      result.outcome = .unusable(error)
    }
    result.warnings = warnings.messages
    result.seconds = (ContinuousClock.now - start) / .seconds(1)
    return result
  }

  private func load(
    _ request: Request, _ warnings: WarningLog
  ) throws -> any DiffusionPipeline<Scalar> {
    var loader = try CheckpointLoader<Scalar>(request.checkpoint)
    loader.cache = cache
    loader.warn = warnings.add
    var options = ResolverOptions()
    for (name, component) in request.load {
      try apply(name, component, to: &loader, &options)
    }
    let className = try request.pipelineClass(loader.index, options)
    guard let row = PipelineRegistry.row(className) else {
      throw UnsupportedError("the reference does not have \(className) yet")
    }
    let pipeline = try PipelineRegistry.make(className, loader.components(for: row))
    pipeline.warnings.forEach(warnings.add)
    return try request.setup.reduce(pipeline) { try $0.applying($1) }
  }
}
