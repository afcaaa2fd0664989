import Checkpoints
import Foundation

/// A request run by an implementation, judged by its transcript or by its results alone.
struct PipelineCheck: Check {
  let item: ConformanceCase
  let level: Level
  let precision: Precision
  let implementation: Implementation
  let limits: AdapterLimits

  var blank: CaseReport {
    CaseReport(
      id: item.id, level: level, className: item.className, precision: precision, verdict: .skipped)
  }

  private var extent: TranscriptJudge.Extent {
    level == .image ? .results : implementation.transcript == .partial ? .partial : .full
  }

  func judge(_ asking: any Asking, in folder: URL) throws -> CaseReport {
    guard implementation.claims(pipeline: item.className) else {
      var report = blank
      report.skip("unsupported: \(item.className) is not among the implementation's pipelines")
      return report
    }
    let output = folder.absoluteURL
    if level == .pipeline, let report = try asking.judge(item, precision, in: output) {
      return report
    }
    try ResultFolder(output).create()
    let command = try RunCommandLine(item: item, precision: precision, output: output)
    let reply = try asking.ask(command.line(transcript: level == .pipeline))
    if case .skipped(let reason) = Reply(reply) {
      var report = blank
      report.skip(reason)
      return report
    }
    let judge = CaseJudge(
      item: item, level: level, precision: precision, golden: try item.golden(),
      request: try item.request(), extent: extent)
    let files = ResultFile(folder: output, sizeLimit: try sizeLimit())
    do {
      var report = try judge.judge(ending(Reply(reply))) {
        try transcript(files, reply, judge.golden)
      }
      report.seconds = reply["seconds"]?.doubleValue ?? 0
      if report.isPassed, judge.golden.error == nil, let problem = try pictureFault(files) {
        report.fail("image", problem, .discrete)
      }
      return report
    } catch let fault as ResultFile.Fault {
      return judge.wrong(fault.problem, .file)
    }
  }

  private func ending(_ reply: Reply) -> CaseJudge.Ending {
    switch reply {
    case .skipped(let reason): .skipped(reason)
    case .error(let type, let message) where Reply.failures.contains(type):
      .failed("\(type): \(printable(message, limit: 2000))")
    case .error(let type, let message): .refused(type: type, message: message)
    case .result(let reply): .finished(pipelineClass: reply["pipeline_class"]?.stringValue)
    }
  }

  private func sizeLimit() throws -> Int {
    let file = item.folder.appending(path: "transcript.safetensors")
    let size = try? FileManager.default.attributesOfItem(
      atPath: file.path(percentEncoded: false))[.size]
    return 4 * (size as? Int ?? 0) + limits.fileSlack
  }

  private func transcript(
    _ files: ResultFile, _ reply: JSONObject, _ golden: Golden
  ) throws -> RecordedTranscript {
    guard level == .image else {
      let file = try files.tensors("transcript.safetensors")
      do {
        return try RecordedTranscript(file)
      } catch {
        throw ResultFile.Fault(problem: printable("\(error)", limit: 500))
      }
    }
    return try RecordedTranscript(
      results: files.tensors("output.safetensors"), flags: reply["outputs"]?.objectValue ?? [:],
      like: golden.transcript(float32: precision != .float64))
  }

  /// What is wrong with the pictures beside the tensors; nil if nothing, or if there are none.
  private func pictureFault(_ files: ResultFile) throws -> String? {
    guard files.exists("output.safetensors"), files.exists("image-0.png") else { return nil }
    return try PictureFiles(files: files).fault()
  }
}

/// The `run` line of a case. Its paths are absolute and lead to checkpoints and inputs alone.
struct RunCommandLine {
  let request: JSONObject
  let precision: Precision
  let output: URL

  init(item: ConformanceCase, precision: Precision, output: URL) throws {
    let file = item.folder.appending(path: "request.json")
    let folder = item.folder.absoluteURL
    request = try Configuration(contentsOf: file).members.mappingPaths {
      folder.following($0).path(percentEncoded: false)
    }
    self.precision = precision
    self.output = output
  }

  func line(transcript: Bool) -> JSONObject {
    [
      "cmd": "run", "request": .object(request), "dtype": .string(precision.rawValue),
      "output": .string(output.path(percentEncoded: false)), "transcript": .bool(transcript),
    ]
  }
}
