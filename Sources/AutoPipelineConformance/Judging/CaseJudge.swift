import Checkpoints

/// Judges what an implementation made of a request.
struct CaseJudge {
  /// How a run ended, the reference's or another's.
  enum Ending {
    /// With results, from a pipeline of this class.
    case finished(pipelineClass: String?)
    /// With an exception of Python's by type and text.
    case refused(type: String, message: String)
    /// Without a result, for a reason that diffusers does not have.
    case failed(String)
    /// Without a run.
    case skipped(String)
  }

  let item: ConformanceCase
  let level: Level
  let precision: Precision
  let golden: Golden
  let request: Request
  let extent: TranscriptJudge.Extent

  /// Judges a run.
  ///
  /// - Parameter transcript: What the run recorded, read only if it finished.
  func judge(
    _ ending: Ending, _ transcript: () throws -> RecordedTranscript
  ) throws -> CaseReport {
    switch ending {
    case .skipped(let reason): return report(.skipped, message: reason)
    case .failed(let reason): return report(.error, message: reason)
    case .refused where golden.missingNoise[precision] != nil,
      .finished where golden.missingNoise[precision] != nil:
      return report(.skipped, message: golden.reasonNotMeasured(precision))
    case .refused(let type, let message): return refused(type, message)
    case .finished(let pipelineClass):
      if let error = golden.error {
        return wrong("no error; diffusers raises \(error)", .exception)
      }
      guard pipelineClass == golden.pipelineClass else {
        return wrong(
          "class \(pipelineClass ?? "none"), expected \(golden.pipelineClass ?? "none")",
          .pipelineClass)
      }
      return try compare(transcript())
    }
  }

  private func report(_ verdict: Verdict, message: String? = nil) -> CaseReport {
    var report = CaseReport(
      id: item.id, level: level, className: item.className, precision: precision,
      verdict: verdict)
    report.message = message
    if let maker = golden.maker {
      report.remarks.append("goldens of \(item.family) were made by \(maker), not by diffusers")
    }
    return report
  }

  /// A report that the run as a whole is wrong.
  func wrong(_ problem: String, _ defect: Defect) -> CaseReport {
    var report = report(.wrong)
    report.divergence = Divergence(entry: nil, problem: problem, defect: defect)
    return report
  }

  private func refused(_ type: String, _ message: String) -> CaseReport {
    guard let expected = golden.error else {
      return report(.error, message: "raised \(type): \(message); diffusers does not")
    }
    guard type == expected.type.rawValue,
      ErrorText.isLegal(message, golden: expected.message, in: precision)
    else {
      return wrong("raised \(type): \(message); diffusers raises \(expected)", .exception)
    }
    return report(precision.required)
  }

  private func compare(_ transcript: RecordedTranscript) throws -> CaseReport {
    let entries = try judge(of: transcript, precision)
    var report = report(precision.required)
    let finding = try TranscriptJudge(entries, extent).judge()
    report.note(finding)
    if let fault = report.divergence {
      report.verdict = try isFloat32(transcript) ? .float32Class : .wrong
      if report.verdict == .wrong {
        report.diagnosis = try Diagnosis(entries: entries).explanations(of: fault)
      }
    }
    if precision.isHalf { report.remarks += remarks(on: finding) }
    return report
  }

  /// What the reader of a verdict in 16 bits should know of its limits.
  private func remarks(on finding: TranscriptJudge.Finding) -> [String] {
    var remarks: [String] = []
    if !golden.hasNoise(precision) {
      remarks.append(
        "the golden has no measured \(precision.rawValue) noise; it is estimated from float32's")
    }
    if finding.hasLooseLimit {
      remarks.append(
        "some limits of \(precision.rawValue) are larger than the golden's numbers: diffusers itself is"
          + " far off in that format")
    }
    return remarks
  }

  /// Whether a run that should be one in float64 is as good as one in float32.
  private func isFloat32(_ transcript: RecordedTranscript) throws -> Bool {
    guard precision == .float64 else { return false }
    let entries = try judge(of: transcript, .float32)
    return try TranscriptJudge(entries, extent).judge().divergence == nil
  }

  private func judge(
    of transcript: RecordedTranscript, _ precision: Precision
  ) throws -> EntryJudge {
    EntryJudge(
      precision: precision, golden: golden,
      expected: try golden.transcript(float32: precision != .float64), actual: transcript,
      request: request)
  }
}
