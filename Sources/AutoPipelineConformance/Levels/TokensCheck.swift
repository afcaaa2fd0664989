import Checkpoints
import Foundation

/// Ids of texts in one configuration of a tokenizer: a variant of `Golden/units/clip_tokenizer`.
struct TokensCheck: Check {
  let variant: JSONValue
  let vectors: TokenVectors

  private var name: String { RandomCheck.slug(variant["name"]?.stringValue ?? "") }

  var blank: CaseReport {
    CaseReport(
      id: "tokens/\(TokenVectors.className)/\(name)", level: .tokens,
      className: TokenVectors.className, precision: nil, verdict: .exact)
  }

  private static let chunk = 128

  func judge(_ asking: any Asking, in folder: URL) throws -> CaseReport {
    var report = blank
    let tokenizer = folder.absoluteURL.appending(path: "tokenizer")
    try vectors.write(variant, to: tokenizer)
    let session = Session(
      asking: asking, folder: tokenizer.path(percentEncoded: false))
    try judgeLayouts(session, &report)
    guard report.verdict == .exact else { return report }
    try judgeTexts(session, &report)
    return report
  }

  private struct Session {
    let asking: any Asking
    let folder: String

    func ask(_ texts: [String], _ arguments: JSONValue) throws -> Reply {
      Reply(
        try asking.ask([
          "cmd": "tokens", "class": .string(TokenVectors.className), "folder": .string(folder),
          "texts": .array(texts.map { .string($0) }), "arguments": arguments,
        ]))
    }
  }

  private func judgeLayouts(_ session: Session, _ report: inout CaseReport) throws {
    let questions = vectors.layouts.flatMap { layout in vectors.batches.map { (layout, $0) } }
    for ((layout, texts), want) in zip(questions, variant["layouts"]?.arrayValue ?? [])
    where !texts.isEmpty && report.verdict == .exact {
      report.entryCount += 1
      let name = "\(layout.serialized()) of \(printable("\(texts)", limit: 80))"
      switch try session.ask(texts, layout) {
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
    let expected = vectors.expectedIDs(of: variant)
    for start in stride(from: 0, to: expected.count, by: Self.chunk) {
      let part = expected[start..<min(start + Self.chunk, expected.count)]
      report.entryCount += part.count
      switch try session.ask(part.map(\.text), ["add_special_tokens": false]) {
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
