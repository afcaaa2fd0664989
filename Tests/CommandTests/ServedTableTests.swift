import AutoPipeline
import Checkpoints
import Foundation
import TestSupport
import Testing

/// All rows of the pinned release over the adapter: the built command as a process of its own.
@Suite struct ServedTableTests {
  @Test func answersAllRowsInTwoSeconds() throws {
    let table = try ServedTable("0.35.2")
    #expect(table.lines.count == 25596)
    let folder = try TemporaryFolder()
    let input = try folder.write(table.lines.joined(separator: "\n") + "\n", "input")
    let output = try folder.write("", "output")
    let process = Process()
    process.executableURL = CommandLineTests.command
    process.arguments = ["serve"]
    process.standardInput = try FileHandle(forReadingFrom: input)
    process.standardOutput = try FileHandle(forWritingTo: output)
    let start = ContinuousClock.now
    try process.run()
    process.waitUntilExit()
    let elapsed = ContinuousClock.now - start
    #expect(process.terminationStatus == 0)
    let replies = try String(contentsOf: output, encoding: .utf8).split(separator: "\n")
    #expect(replies.count == table.lines.count)
    for (number, (reply, expected)) in zip(replies, table.expected).enumerated() {
      let json = try JSONValue.parse(text: String(reply))
      let error = json["error"]
      let found = json["pipeline_class"]?.stringValue ?? error?["message"]?.stringValue
      guard json["seq"] != .int(number) || found != expected else { continue }
      Issue.record("\(table.lines[number]): \(reply)")
    }
    #expect(elapsed < .seconds(2), "\(elapsed)")
  }
}

/// Lines of requests for the rows that the oracle exported (`ci/oracle/resolver.py`), and the class or the
/// message of each.
private struct ServedTable {
  private(set) var lines: [String] = []
  private(set) var expected: [String] = []

  init(_ version: String) throws {
    let table = try JSONValue.load(
      contentsOf: Repository.golden.appending(path: "resolver/\(version).json"))
    let outcomes = try #require(table["outcomes"]?.arrayValue)
    let rows = try #require(table["rows"])
    let tasks = (rows["task"]?.arrayValue ?? []).compactMap(\.stringValue)
    let controlNets = (rows["controlnet"]?.arrayValue ?? []).compactMap(\.stringValue)
    let groups = zip(table["names"]?.arrayValue ?? [], table["patterns"]?.arrayValue ?? [])
    for (names, pattern) in groups {
      let numbers = (pattern.arrayValue ?? []).compactMap(\.intValue)
      let found = stride(from: 0, to: numbers.count, by: 2).flatMap {
        repeatElement(outcomes[numbers[$0]], count: numbers[$0 + 1])
      }
      for name in (names.arrayValue ?? []).compactMap(\.stringValue) {
        expected += found.map { Self.text($0, stem: String(name.dropLast(8))) }
        add(name, tasks, controlNets)
      }
    }
  }

  private mutating func add(_ name: String, _ tasks: [String], _ controlNets: [String]) {
    for key in ["class_name", "from_pipe"] {
      for task in tasks {
        for controlNet in controlNets {
          for pag in ["", #", "enable_pag": false"#, #", "enable_pag": true"#] {
            lines.append(
              #"{"cmd": "resolve", "seq": \#(lines.count), "case": {"task": "\#(task)", "#
                + #""\#(key)": "\#(name)"\#(Self.argument(controlNet))\#(pag)}}"#)
          }
        }
      }
    }
  }

  private static func argument(_ controlNet: String) -> String {
    switch controlNet {
    case "absent": ""
    case "null": #", "controlnet": null"#
    case let name where name.hasPrefix("["):
      #", "controlnet": ["\#(name.dropFirst().dropLast())"]"#
    default: #", "controlnet": "\#(controlNet)""#
    }
  }

  private static func text(_ outcome: JSONValue, stem: String) -> String {
    if let className = outcome.stringValue { return className }
    let name = (outcome[0]?.stringValue ?? "").replacing("*", with: stem)
    return "AutoPipeline can't find a pipeline linked to \(name) for "
      + (outcome[1]?.stringValue ?? "None")
  }
}
