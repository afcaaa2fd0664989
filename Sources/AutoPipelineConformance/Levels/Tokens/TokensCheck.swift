import Checkpoints
import Foundation

/// Ids of texts in one configuration of a tokenizer.
struct TokensCheck: Check {
  let vectors: any TokenVectors

  var blank: CaseReport {
    CaseReport(
      id: "tokens/\(vectors.className)/\(RandomCheck.slug(vectors.name))", level: .tokens,
      className: vectors.className, precision: nil, verdict: .exact)
  }

  private static let chunk = 128

  func judge(_ asking: any Asking, in folder: URL) throws -> CaseReport {
    var report = blank
    let tokenizer = folder.absoluteURL.appending(path: "tokenizer")
    try ResultFolder(tokenizer).create()
    try vectors.write(to: tokenizer)
    let session = Session(asking: asking, className: vectors.className, folder: tokenizer)
    try judgeLayouts(session, &report)
    guard report.verdict == .exact else { return report }
    try judgeTexts(session, &report)
    return report
  }

  private struct Session {
    let asking: any Asking
    let className: String
    let folder: URL

    func ask(_ texts: [String], _ arguments: JSONValue) throws -> Reply {
      Reply(
        try asking.ask([
          "cmd": "tokens", "class": .string(className),
          "folder": .string(folder.path(percentEncoded: false)),
          "texts": .array(texts.map { .string($0) }), "arguments": arguments,
        ]))
    }
  }

  private func judgeLayouts(_ session: Session, _ report: inout CaseReport) throws {
    for layout in vectors.layouts where !layout.texts.isEmpty && report.verdict == .exact {
      report.entryCount += 1
      let want = layout.answer
      let name = "\(layout.arguments.serialized()) of \(printable("\(layout.texts)", limit: 80))"
      switch try session.ask(layout.texts, layout.arguments) {
      case .skipped(let reason): report.skip(reason)
      case .error(let type, let message):
        if type != want["error"]?.stringValue || message != want["message"]?.stringValue {
          report.raised(type, message, at: name)
        }
      case .result(let reply):
        guard want["error"] == nil else {
          report.fail(
            name, "no error; diffusers raises \(want["message"]?.stringValue ?? "")", .exception)
          continue
        }
        compare(reply["ids"], want[0], "ids", name, &report)
        compare(reply["mask"], masks(want), "mask", name, &report)
      }
    }
  }

  /// Masks are stored as the place of the first 1 and their number.
  private func masks(_ want: JSONValue) -> JSONValue {
    let lengths = (want[0]?.arrayValue ?? []).map { $0.arrayValue?.count ?? 0 }
    return .array(
      zip(lengths, want[1]?.arrayValue ?? []).map { length, run in
        let start = run[0]?.intValue ?? 0
        let end = start + (run[1]?.intValue ?? 0)
        return .array((0..<length).map { .int($0 >= start && $0 < end ? 1 : 0) })
      })
  }

  private func judgeTexts(_ session: Session, _ report: inout CaseReport) throws {
    let expected = try vectors.texts(session.folder)
    for start in stride(from: 0, to: expected.count, by: Self.chunk) {
      let part = expected[start..<min(start + Self.chunk, expected.count)]
      report.entryCount += part.count
      switch try session.ask(part.map(\.text), vectors.textArguments) {
      case .skipped(let reason): return report.skip(reason)
      case .error(let type, let message):
        return report.raised(type, message, at: "texts \(start)…")
      case .result(let reply):
        let rows = reply["ids"]?.arrayValue ?? []
        for (index, item) in part.enumerated() {
          compare(
            rows.indices.contains(index) ? rows[index] : nil, item.ids, "ids",
            printable(item.text.debugDescription, limit: 80), &report)
        }
      }
    }
  }

  private func compare(
    _ have: JSONValue?, _ want: JSONValue?, _ what: String, _ name: String,
    _ report: inout CaseReport
  ) {
    guard have != want else { return }
    let (found, expected) = (have?.serialized() ?? "none", want?.serialized() ?? "none")
    report.fail(
      name,
      "gives \(what) \(printable(found, limit: 200)), expected \(printable(expected, limit: 200))",
      .discrete)
  }
}
