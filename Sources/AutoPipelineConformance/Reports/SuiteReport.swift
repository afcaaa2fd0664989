public import Checkpoints
public import Foundation

/// All results of a run of the suite, as `cases.jsonl` holds them: a line for the run, a line for each
/// case as it was judged, and a last line, without which the run was cut short.
public struct SuiteReport: Sendable {
  /// What was run.
  public var run: SuiteDescription
  /// The cases in the order in which they were judged; of two with one id and format the later counts.
  public var cases: [CaseReport]
  /// How the run ended.
  public var end: End?

  /// The end of a run.
  public struct End: Sendable, Hashable {
    /// Whether the run was stopped before all cases were judged.
    public let isInterrupted: Bool
    /// The seconds that the whole run took.
    public let seconds: Double

    /// An end.
    public init(isInterrupted: Bool, seconds: Double) {
      self.isInterrupted = isInterrupted
      self.seconds = seconds
    }

    /// The last line of `cases.jsonl`.
    var line: JSONObject {
      ["end": ["interrupted": .bool(isInterrupted), "seconds": .double(seconds)]]
    }
  }

  /// A report.
  public init(run: SuiteDescription, cases: [CaseReport], end: End?) {
    self.run = run
    self.cases = cases
    self.end = end
  }

  /// The name of the file in the folder of a report.
  public static let fileName = "cases.jsonl"

  /// Reads `cases.jsonl`; a last line that is cut off is left out.
  ///
  /// - Throws: `CheckpointError` or `JSONError`.
  public init(contentsOf url: URL) throws {
    let file = url.path(percentEncoded: false)
    guard let data = try? Data(contentsOf: url) else {
      throw CheckpointError(file: file, problem: "the report cannot be opened")
    }
    let lines = data.split(separator: UInt8(ascii: "\n"))
    let isCut = data.last != UInt8(ascii: "\n")
    var run: SuiteDescription?
    var cases: [CaseReport] = []
    var end: End?
    for line in isCut ? lines.dropLast() : lines[...] {
      let json = try JSONValue.parse(Array(line), file: file).objectValue ?? [:]
      if let object = json["run"]?.objectValue {
        run = SuiteDescription(object)
      } else if let object = json["end"] {
        end = End(
          isInterrupted: object["interrupted"]?.boolValue ?? true,
          seconds: object["seconds"]?.doubleValue ?? 0)
      } else {
        cases.append(try CaseReport(json, file: file))
      }
    }
    guard let run else {
      throw CheckpointError(
        file: file, key: "run", problem: "the first line of a report should be there",
        advice: "Pass a cases.jsonl that `autopipeline check --report` wrote")
    }
    self.init(run: run, cases: Self.latest(cases), end: end)
  }

  /// Of reports with one key, the last.
  static func latest(_ cases: [CaseReport]) -> [CaseReport] {
    var places: [CaseReport.Key: Int] = [:]
    var result: [CaseReport] = []
    for item in cases {
      if let place = places[item.key] {
        result[place] = item
      } else {
        places[item.key] = result.count
        result.append(item)
      }
    }
    return result
  }

  /// The lines of `cases.jsonl`.
  var lines: [JSONObject] {
    [run.line] + cases.map(\.json) + (end.map { [$0.line] } ?? [])
  }

  /// Writes the report as `cases.jsonl` is written.
  public func write(to url: URL) throws {
    let text = lines.map { JSONValue.object($0).serialized() + "\n" }.joined()
    try Data(text.utf8).write(to: url, options: .atomic)
  }

  /// Whether nothing unexpected happened and every case was judged.
  public var isPassed: Bool {
    end?.isInterrupted == false && !cases.contains { $0.standing.isUnexpected }
  }

  /// What is missing of the run; nil if it is complete.
  var shortfall: String? {
    guard end?.isInterrupted != false else { return nil }
    return "The run was cut short: \(cases.count) of \(max(run.total, cases.count)) cases"
  }
}

/// What a run of the suite is about.
public struct SuiteDescription: Sendable, Hashable {
  /// The implementation, as its `start` describes it; `name` and `version` at least.
  public var implementation: JSONObject
  /// The command that starts the implementation; nil for the reference in this process.
  public var command: String?
  /// The version of the suite.
  public var suite = AutoPipelineVersion.text
  /// Which part of the cases was run, such as `2/8`.
  public var shard: String?
  /// The number of cases that the run has.
  public var total = 0

  /// A description.
  public init(implementation: JSONObject, command: String? = nil) {
    self.implementation = implementation
    self.command = command
  }

  init(_ json: JSONObject) {
    self.init(
      implementation: json["implementation"]?.objectValue ?? [:],
      command: json["command"]?.stringValue)
    suite = json["suite"]?.stringValue ?? ""
    shard = json["shard"]?.stringValue
    total = json["total"]?.intValue ?? 0
  }

  /// The command that repeats a case, as it is typed into a shell.
  public func repeatCommand(_ item: CaseReport) -> String {
    let adapter = command.map { ["--implementation", $0] } ?? []
    return (["autopipeline"] + item.repeatArguments + adapter).map(\.shellQuoted)
      .joined(separator: " ")
  }

  /// The name and version of the implementation.
  public var title: String {
    let name = implementation["name"]?.stringValue ?? "unnamed"
    return implementation["version"]?.stringValue.map { "\(name) \($0)" } ?? name
  }

  /// The first line of `cases.jsonl`.
  var line: JSONObject { ["run": .object(json)] }

  private var json: JSONObject {
    var json: JSONObject = ["implementation": .object(implementation)]
    json["command"] = command.map { .string($0) }
    json["suite"] = .string(suite)
    json["shard"] = shard.map { .string($0) }
    json["total"] = .int(total)
    return json
  }
}
