import Checkpoints
public import Foundation
import Pipelines
public import Tensors

/// Runs cases on the reference and judges them.
public struct CaseRunner<Scalar: TensorScalar>: Sendable {
  private let cache = ComponentCache<Scalar>()
  private let footprints = FootprintCache()

  /// A runner that reads each checkpoint once.
  public init() {}

  private var arithmetic: Limit.Arithmetic { Scalar.self == Double.self ? .float64 : .float32 }

  /// Runs `conformanceCase` and compares it with its golden.
  ///
  /// - Parameter folder: Gets the pictures of a run that fails.
  /// - Throws: What reading the case's own files throws; a failure of the run is a verdict.
  public func judge(
    _ conformanceCase: ConformanceCase, picturesOfFailures folder: URL? = nil
  ) throws -> CaseReport {
    var runner = ReferenceRunner<Scalar>(cache: cache)
    runner.footprints = footprints
    runner.recordsTranscript = true
    let request = try conformanceCase.request()
    let result = runner.run(request)
    let judge = CaseJudge(
      item: conformanceCase, level: .pipeline, precision: arithmetic.precision,
      golden: try conformanceCase.golden(), request: request, extent: .full)
    var report = try judge.judge(result.ending) {
      RecordedTranscript(result.transcript ?? Transcript())
    }
    report.seconds = result.seconds
    if let folder, !report.isPassed, case .finished(let output) = result.outcome {
      try ResultFolder(folder).create()
      _ = try ResultFolder(folder).writePictures(output)
    }
    return report
  }
}

extension RunResult {
  fileprivate var ending: CaseJudge.Ending {
    switch outcome {
    case .finished: .finished(pipelineClass: pipelineClass)
    case .refused(let error): .refused(type: error.type.rawValue, message: error.message)
    case .skipped(let reason): .skipped(reason)
    case .tooLarge(let shortage): .skipped("\(shortage)")
    case .unusable(let error): .failed("the run failed: \(error)")
    }
  }
}
