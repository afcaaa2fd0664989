import Checkpoints
import Pipelines
public import Tensors

/// Runs cases on the reference and judges them.
public struct CaseRunner<Scalar: TensorScalar>: Sendable {
  private let cache = ComponentCache<Scalar>()

  /// A runner that reads each checkpoint once.
  public init() {}

  private var arithmetic: Limit.Arithmetic { Scalar.self == Double.self ? .float64 : .float32 }

  /// Runs `conformanceCase` and compares it with its golden.
  ///
  /// - Throws: What reading the case's own files throws; a failure of the run is a verdict.
  public func judge(_ conformanceCase: ConformanceCase) throws -> Judgement {
    let golden = try conformanceCase.golden()
    var runner = ReferenceRunner<Scalar>(cache: cache)
    runner.recordsTranscript = true
    let request = try conformanceCase.request()
    let result = runner.run(request)
    let report = Report(
      id: conformanceCase.id, arithmetic: arithmetic, seconds: result.seconds)
    switch result.outcome {
    case .skipped(let reason): return report.skipped(reason)
    case .unusable(let error): return report.wrong("the run failed: \(error)")
    case .refused(let error): return report.refused(error, expected: golden.error)
    case .finished:
      if let error = golden.error { return report.wrong("no error; diffusers raises \(error)") }
      guard result.pipelineClass == golden.pipelineClass else {
        return report.wrong(
          "class \(result.pipelineClass ?? "none"), expected \(golden.pipelineClass ?? "none")")
      }
      return report.finding(try compare(result, golden, request))
    }
  }

  private func compare(
    _ result: RunResult<Scalar>, _ golden: Golden, _ request: Request
  ) throws -> TranscriptJudge.Finding {
    let entries = EntryJudge(
      arithmetic: arithmetic, golden: golden,
      expected: try golden.transcript(float32: arithmetic == .float32),
      actual: RecordedTranscript(result.transcript ?? Transcript()), request: request)
    return try TranscriptJudge(entries).judge()
  }
}

/// Makes judgements of one run.
private struct Report {
  let id: String
  let arithmetic: Limit.Arithmetic
  let seconds: Double

  private var passed: Verdict { arithmetic == .float64 ? .exact : .float32Class }

  func wrong(_ problem: String) -> Judgement {
    judgement(.wrong, Divergence(entry: nil, problem: problem))
  }

  func skipped(_ reason: String) -> Judgement {
    judgement(.skipped, Divergence(entry: nil, problem: reason))
  }

  func refused(_ error: PythonError, expected: PythonError?) -> Judgement {
    guard let expected else { return wrong("raised \(error); diffusers does not") }
    guard error == expected else { return wrong("raised \(error); diffusers raises \(expected)") }
    return judgement(passed, nil)
  }

  func finding(_ finding: TranscriptJudge.Finding) -> Judgement {
    judgement(finding.divergence == nil ? passed : .wrong, finding.divergence, finding)
  }

  private func judgement(
    _ verdict: Verdict, _ divergence: Divergence?, _ finding: TranscriptJudge.Finding = .init()
  ) -> Judgement {
    Judgement(
      id: id, arithmetic: arithmetic, verdict: verdict, divergence: divergence,
      closest: finding.closest, output: finding.output, entryCount: finding.count,
      seconds: seconds)
  }
}
