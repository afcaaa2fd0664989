public import Checkpoints
import AutoPipeline
import Pipelines

/// The reference as an adapter: answers the lines of the protocol one by one.
public struct AdapterSession: Sendable {
  /// What a line asks for.
  public enum Answer: Sendable {
    /// A reply to write.
    case reply(JSONObject)
    /// Nothing: the line was empty.
    case silence
    /// The end of the session.
    case stop
  }

  /// The version of the protocol.
  public static let protocolVersion = 1
  /// The longest line that is read, in bytes.
  public static let longestLine = 16 << 20

  private typealias Command =
    @Sendable (
      AdapterRequest, _ progress: @escaping (JSONObject) -> Void
    ) throws -> JSONObject

  private static let commands: [(name: String, command: Command)] = [
    ("start", { request, _ in try start(request) }),
    ("resolve", { request, _ in try resolve(request) }),
    ("run", { request, progress in try run(request, progress) }),
    ("schedule", { request, _ in try schedule(request) }),
    ("tokens", { request, _ in try tokens(request) }),
    ("random", { request, _ in try random(request) }),
    ("component", { request, _ in try component(request) }),
  ]
  private static let table = Dictionary(
    uniqueKeysWithValues: commands.map { ($0.name, $0.command) })

  /// A session, which keeps nothing from one line to the next.
  public init() {}

  /// Answers one line, without its line break.
  ///
  /// - Parameters:
  ///   - line: The bytes of the line.
  ///   - progress: Told of lines to write before the reply.
  public func answer(
    _ line: [UInt8], progress: @escaping (JSONObject) -> Void = { _ in }
  ) -> Answer {
    guard line.contains(where: { !Self.space.contains($0) }) else { return .silence }
    guard line.count <= Self.longestLine else {
      return Self.malformed(
        "the line is longer than \(Self.longestLine) bytes", seq: Self.readableSeq(line))
    }
    let members: JSONObject
    do {
      let value = try JSONValue.parse(line, file: "line")
      guard let object = value.objectValue else {
        return Self.malformed("a line should be an object, not \(value.kind)", seq: nil)
      }
      members = object
    } catch {
      return Self.malformed("\(error)", seq: Self.readableSeq(line))
    }
    return answer(AdapterRequest(members), progress)
  }

  private func answer(
    _ request: AdapterRequest, _ progress: @escaping (JSONObject) -> Void
  ) -> Answer {
    let seq = request.members["seq"]
    guard let name = request.members["cmd"]?.stringValue else {
      return Self.malformed("'cmd' should be the name of a command", seq: seq)
    }
    if name == "stop" { return .stop }
    guard let command = Self.table[name] else {
      let known = (Self.commands.map(\.name) + ["stop"]).joined(separator: ", ")
      return Self.malformed("there is no command of that name; there are \(known)", seq: seq)
    }
    do {
      return .reply(Self.numbered(try command(request, progress), seq))
    } catch {
      return .reply(Self.numbered(Self.failure(error), seq))
    }
  }

  private static func numbered(_ reply: JSONObject, _ seq: JSONValue?) -> JSONObject {
    guard let seq else { return reply }
    return (["seq": seq] as JSONObject).merging(reply)
  }

  private static func malformed(_ problem: String, seq: JSONValue?) -> Answer {
    .reply(numbered(["error": ["type": "Malformed", "message": .string(problem)]], seq))
  }

  static func failure(_ error: any Error) -> JSONObject {
    switch error {
    case let error as PythonError:
      ["error": ["type": .string(error.type.rawValue), "message": .string(error.message)]]
    case is UnsupportedError, is UnsupportedRequest:
      ["skipped": ["kind": "unsupported", "message": .string("\(error)")]]
    case is AdapterRequest.Malformed, is Request.Malformed:
      ["error": ["type": "Malformed", "message": .string("\(error)")]]
    default: ["error": ["type": "Unusable", "message": .string("\(error)")]]
    }
  }

  private static let space = [UInt8]("\t\r ".utf8)

  /// The number of a line that is no JSON, if it is plain to see.
  private static func readableSeq(_ line: [UInt8]) -> JSONValue? {
    let text = String(decoding: line.prefix(4096), as: UTF8.self)
    guard let match = text.firstMatch(of: /"seq"\s*:\s*(\d{1,18})/), let seq = Int(match.1)
    else { return nil }
    return .int(seq)
  }

  private static func start(_ request: AdapterRequest) throws -> JSONObject {
    let version = try request.optionalInt("version") ?? protocolVersion
    guard version == protocolVersion else {
      throw AdapterRequest.Malformed(
        description: "version \(version) of the protocol is not known; \(protocolVersion) is")
    }
    return [
      "version": .int(protocolVersion), "implementation": .object(implementation),
    ]
  }

  /// How the reference describes itself in `start`.
  public static var implementation: JSONObject {
    [
      "name": "autopipeline-reference", "version": .string(AutoPipelineVersion.text),
      "language": "Swift",
      "dtypes": .array(Limit.Arithmetic.allCases.map { .string($0.rawValue) }),
      "tasks": .array(PipelineTask.allCases.map { .string($0.rawValue) }),
      "pipelines": .array(PipelineRegistry.rows.map { .string($0.name) }),
      "commands": .array(commands.map { .string($0.name) }.filter { $0 != "start" }),
      "levels": .array(Level.allCases.map { .string($0.rawValue) }),
      "transcript": "full", "homepage": .null,
    ]
  }
}
