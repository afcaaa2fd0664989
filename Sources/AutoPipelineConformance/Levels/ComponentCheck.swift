import Checkpoints
import Foundation

/// The first call of a component's method in a golden, with the golden's inputs: *forced*, so that one
/// wrong operation shows alone.
struct ComponentCheck: Check {
  let item: ConformanceCase
  let call: ComponentCall
  let precision: Precision
  let limits: AdapterLimits

  var blank: CaseReport {
    let place = item.id.replacing("/", with: ".")
    return CaseReport(
      id: "components/\(call.className)/\(place).\(call.component).\(call.method)",
      level: .components, className: call.className, precision: precision,
      verdict: precision.required)
  }

  func judge(_ asking: any Asking, in folder: URL) throws -> CaseReport {
    var report = blank
    let output = folder.absoluteURL
    try ResultFolder(output).create()
    let golden = try item.golden()
    if let reason = golden.reasonNotMeasured(precision) {
      report.skip(reason)
      return report
    }
    let expected = try golden.transcript(float32: precision != .float64)
    let inputs = output.appending(path: "inputs.safetensors")
    try call.inputs(of: expected, precision).write(to: inputs)
    let start = ContinuousClock.now
    let reply = try asking.ask(line(inputs, output))
    report.seconds = (ContinuousClock.now - start) / .seconds(1)
    let files = ResultFile(folder: output, sizeLimit: limits.fileSlack)
    try report.judge(reply, in: files) { file, report in
      try compare(file, golden, expected, &report)
    }
    return report
  }

  private func line(_ inputs: URL, _ output: URL) -> JSONObject {
    var line: JSONObject = [
      "cmd": "component", "checkpoint": .string(call.checkpoint.path(percentEncoded: false)),
      "component": .string(call.component), "class": .string(call.className),
    ]
    switch call.origin {
    case .checkpoint: break
    case .folder(let folder): line["folder"] = .string(folder.path(percentEncoded: false))
    case .folders(let folders):
      line["folders"] = .array(folders.map { .string($0.path(percentEncoded: false)) })
    }
    line["variant"] = call.variant.map { .string($0) }
    if !call.arguments.isEmpty { line["arguments"] = .object(call.arguments) }
    return line.merging([
      "method": .string(call.method), "inputs": .string(inputs.path(percentEncoded: false)),
      "output": .string(output.path(percentEncoded: false)),
      "dtype": .string(precision.rawValue),
    ])
  }

  private func compare(
    _ file: SafetensorsFile, _ golden: Golden, _ expected: RecordedTranscript,
    _ report: inout CaseReport
  ) throws {
    let prefix = call.prefix + "out."
    let outputs = try RecordedTranscript(file, requiresOrder: false)
    let judge = EntryJudge(
      precision: precision, golden: golden, expected: expected,
      actual: outputs.renamed { prefix + $0 }, request: try item.request())
    report.note(try TranscriptJudge(judge, .starting(prefix)).judge())
    if let fault = report.divergence {
      report.verdict = .wrong
      report.diagnosis = try Diagnosis(entries: judge).explanations(of: fault)
    }
  }
}
