import AutoPipeline
public import Checkpoints
import Foundation
public import Pipelines
import Synchronization
public import Tensors
import TorchRandom

/// Held by a run that seeds torch's global generator, which all runs of the process share.
private let globalGeneratorUse = NSLock()

/// Runs requests on the reference.
public struct ReferenceRunner<Scalar: TensorScalar> {
  /// Keep the component calls of a run.
  public var recordsTranscript = false
  /// When the weights of layers are converted if they are of another type.
  public var conversion = WeightConversion.once
  /// Components read before.
  public var cache: ComponentCache<Scalar>?
  /// What earlier runs read of components' sizes.
  var footprints = FootprintCache()
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
    if request.globalSeed != nil { globalGeneratorUse.lock() }
    defer { if request.globalSeed != nil { globalGeneratorUse.unlock() } }
    do {
      try MemoryShortage.check(request, Scalar.self, conversion, footprints)
      let pipeline = try KernelProfile.section("loading") { try load(request, warnings) }
      result.pipelineClass = pipeline.row.name
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
    } catch let shortage as MemoryShortage {
      result.outcome = .tooLarge(shortage)
    } catch {
      result.outcome = .unusable(error)
    }
    result.warnings = warnings.messages
    result.seconds = (ContinuousClock.now - start) / .seconds(1)
    return result
  }

  /// Loads the request's checkpoint and sets its pipeline up.
  func load(
    _ request: Request, _ warnings: WarningLog
  ) throws -> DiffusionPipeline<Scalar> {
    var pipeline = try request.autoPipeline(request.task, "task").fromPretrained(
      CheckpointLocation(request.checkpoint.path(percentEncoded: false)),
      arguments(request.load, "load", warnings))
    pipeline = try pipeline.mapped { pipeline in
      try request.setup.reduce(pipeline) { try $0.applying($1) }
    }
    if let conversion = request.fromPipe {
      pipeline = try request.autoPipeline(conversion.task, "from_pipe.task").fromPipe(
        pipeline, arguments(conversion.arguments, "from_pipe.arguments", warnings))
    }
    pipeline.pipeline.warnings.forEach(warnings.add)
    return pipeline.pipeline
  }

  private func arguments(
    _ values: [(name: String, component: Request.Component)], _ key: String,
    _ warnings: WarningLog
  ) throws -> LoadArguments<Scalar> {
    var arguments = try LoadArguments<Scalar>(values, key)
    arguments.conversion = conversion
    arguments.cache = cache
    arguments.warn = warnings.add
    return arguments
  }
}
