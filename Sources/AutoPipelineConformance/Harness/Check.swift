import Checkpoints
import Foundation

/// One case of one level in one number format.
protocol Check: Sendable {
  /// The report to fill in.
  var blank: CaseReport { get }
  /// Asks the implementation and judges its answers.
  ///
  /// - Parameter folder: The folder for files, not made yet.
  /// - Throws: `AdapterFailure`; anything else means that the case itself cannot be read.
  func judge(_ implementation: any Asking, in folder: URL) throws -> CaseReport
}

extension Check {
  /// A report that the implementation failed.
  func failed(_ failure: AdapterFailure) -> CaseReport {
    var report = blank
    report.verdict = .error
    report.message = failure.description
    report.divergence = Divergence(
      entry: nil, problem: failure.description, defect: failure.defect)
    return report
  }
}

extension CaseReport {
  /// Notes a fault; the first one counts.
  mutating func fail(_ entry: String?, _ problem: String, _ defect: Defect) {
    verdict = .wrong
    if divergence == nil {
      divergence = Divergence(entry: entry, problem: problem, defect: defect)
    }
  }

  /// Notes what a comparison finds, but for the verdict.
  mutating func note(_ finding: TranscriptJudge.Finding) {
    entries = finding.entries
    entryCount = finding.count
    divergence = finding.divergence
  }

  /// Notes that the implementation does not claim the case.
  mutating func skip(_ reason: String) {
    verdict = .skipped
    message = reason
    divergence = nil
  }

  /// Notes a reply without a result; otherwise judges the file of tensors that it names.
  mutating func judge(
    _ reply: JSONObject, in files: ResultFile,
    _ compare: (SafetensorsFile, inout CaseReport) throws -> Void
  ) throws {
    switch Reply(reply) {
    case .skipped(let reason): skip(reason)
    case .error(let type, let message): raised(type, message)
    case .result(let reply):
      do {
        let name = try files.name(of: reply["file"]?.stringValue ?? "")
        try compare(files.tensors(name), &self)
      } catch let fault as ResultFile.Fault {
        fail(nil, fault.problem, .file)
      }
    }
  }

  /// Notes an error where diffusers has none.
  mutating func raised(_ type: String, _ message: String, at entry: String? = nil) {
    verdict = .error
    let text = "raised \(printable("\(type): \(message)", limit: 2000)); diffusers does not"
    self.message = text
    divergence = Divergence(entry: entry, problem: text, defect: .exception)
  }
}
