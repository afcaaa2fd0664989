import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import AutoPipelineConformance

/// Every line that the suite sends, and every line that the reference answers, is as the schemas say.
@Suite struct ProtocolSchemaTests {
  /// Asks the reference and holds both lines against the schemas.
  private final class Witness: Asking {
    private let reference = ReferenceAsking()
    private(set) var problems: [String] = []
    private(set) var count = 0

    func ask(_ command: JSONObject) throws(AdapterFailure) -> JSONObject {
      let name = command["cmd"]?.stringValue ?? ""
      let line = command.merging(["seq": 1])
      let reply = try reference.ask(line)
      count += 1
      problems += [
        ProtocolSchema.problem(in: line, .command(name)),
        ProtocolSchema.problem(in: reply, .reply(name)),
      ].compactMap { $0 }.map { "\(name): \($0)" }
      return reply
    }
  }

  @Test(arguments: Level.allCases) func linesAreAsTheSchemasSay(_ level: Level) throws {
    var selection = SuitePlan.Selection()
    selection.levels = [level]
    let plan = try SuitePlan(
      checkout: Repository.root, for: Implementation.reference.get(), selection)
    #expect(plan.count > 10)
    let folder = try TemporaryFolder()
    let witness = Witness()
    // A part of them: whole levels are run by `check`.
    for index in stride(from: 0, to: plan.count, by: max(1, plan.count / 12)) {
      let report = try plan.checks[index].judge(witness, in: folder.url.appending(path: "\(index)"))
      #expect(report.isPassed || report.verdict == .skipped, "\(report)")
    }
    #expect(witness.problems.isEmpty, "\(witness.problems.prefix(3))")
    #expect(witness.count > 10)
  }

  @Test func startIsAsTheSchemaSays() {
    let start: JSONObject = ["cmd": "start", "version": 1]
    #expect(ProtocolSchema.problem(in: start, .command("start")) == nil)
    let reply: JSONObject = [
      "version": 1, "implementation": .object(AdapterSession.implementation),
    ]
    #expect(ProtocolSchema.problem(in: reply, .reply("start")) == nil)
    #expect(ProtocolSchema.problem(in: ["cmd": "stop"], .command("stop")) == nil)
  }

  @Test func everyCommandHasASchema() throws {
    let commands = Level.allCases.map(\.command) + ["start"]
    let names = try ProtocolSchema.names()
    #expect(Set(commands + commands.map { "\($0).reply" }).isSubset(of: names))
  }

  static let refused: [(String, ProtocolSchema.Line, String)] = [
    (#"{"seq": 1}"#, .reply("run"), "the line lacks 'pipeline_class'"),
    (#"{"pipeline_class": "x", "outputs": {}}"#, .reply("run"), "the line lacks 'seq'"),
    (
      #"{"seq": true, "pipeline_class": "x"}"#, .reply("resolve"), "'seq' should be of type integer"
    ),
    (#"{"seq": 1, "ids": [[1, 2.5]], "mask": []}"#, .reply("tokens"), "'ids[0][1]'"),
    (#"{"seq": 1, "skipped": {"kind": "lazy", "message": ""}}"#, .reply("run"), "should be one of"),
    (#"{"seq": 1, "error": {"type": "ValueError"}}"#, .reply("run"), "'error' lacks 'message'"),
    (
      #"{"cmd": "resolve", "seq": 1, "case": {"task": null, "x": 1}}"#, .command("resolve"),
      "'case' should have no 'x'"
    ),
    (#"{"cmd": "start", "version": 3}"#, .command("start"), "'version' should be 1"),
  ]

  @Test(arguments: refused) func refusesOthers(
    _ text: String, _ line: ProtocolSchema.Line, _ says: String
  ) throws {
    let json = try #require(try JSONValue.parse(text: text).objectValue)
    let problem = ProtocolSchema.problem(in: json, line)
    #expect(problem?.contains(says) == true, "\(problem ?? "none")")
  }

  @Test func schemasWithUnknownKeywordsAreRefused() {
    for text in [
      #"{"$defs": {"a": {"pattern": "x"}}}"#, ##"{"$defs": {"a": {"$ref": "#/$defs/b"}}}"##,
      #"{"$defs": {"a": {"properties": {"x": {"format": "date"}}}}}"#,
    ] {
      #expect(throws: CheckpointError.self) {
        try JSONSchema(JSONValue.parse(text: text), file: "schema")
      }
    }
  }
}
