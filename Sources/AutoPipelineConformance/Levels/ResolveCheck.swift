import AutoPipeline
import Checkpoints
import Foundation

/// Which classes an AutoPipeline chooses for a class name, under every task and option.
struct ResolveCheck: Check {
  let className: String
  /// The release of diffusers that is to be followed.
  let version: DiffusersVersion
  /// The questions with diffusers' answers.
  let rows: @Sendable () throws -> [ResolverTable.Row]

  var blank: CaseReport {
    CaseReport(
      id: "resolve/\(className)/\(version)", level: .resolve,
      className: className, precision: nil, verdict: .exact)
  }

  func judge(_ asking: any Asking, in folder: URL) throws -> CaseReport {
    var report = blank
    for row in try rows() {
      report.entryCount += 1
      let reply = try asking.ask(["cmd": "resolve", "case": .object(row.question)])
      switch (Reply(reply), row.answer) {
      case (.skipped(let reason), _):
        report.skip(reason)
        return report
      case (.error(let type, let message), _) where Reply.failures.contains(type):
        report.raised(type, message, at: row.name)
        return report
      case (.error(let type, let message), .error(let wantedType, let wanted))
      where type == wantedType && message == wanted: break
      case (.result(let reply), .className(let expected))
      where reply["pipeline_class"]?.stringValue == expected: break
      case (let reply, let expected): note(reply, expected, row.name, &report)
      }
    }
    return report
  }

  private func note(
    _ reply: Reply, _ expected: ResolverTable.Answer, _ name: String, _ report: inout CaseReport
  ) {
    let wanted =
      switch expected {
      case .className(let name): name
      case .error(let type, let message): "\(type): \(message)"
      }
    switch reply {
    case .error(let type, let message):
      let text = printable("\(type): \(message)", limit: 500)
      report.fail(name, "raised \(text); diffusers \(verb(expected)) \(wanted)", .exception)
    case .result(let reply):
      let found = printable(reply["pipeline_class"]?.stringValue ?? "none", limit: 200)
      report.fail(name, "chose \(found); diffusers \(verb(expected)) \(wanted)", .pipelineClass)
    case .skipped: break
    }
  }

  private func verb(_ answer: ResolverTable.Answer) -> String {
    if case .className = answer { "chooses" } else { "raises" }
  }
}
