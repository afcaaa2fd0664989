public import Checkpoints
import Foundation

/// The schemas of the protocol's lines, `protocol.schema.json`.
public enum ProtocolSchema {
  /// A line of the protocol.
  public enum Line: Sendable, Hashable {
    /// A command, from the suite to the adapter.
    case command(String)
    /// The reply to a command.
    case reply(String)

    fileprivate var definition: String {
      switch self {
      case .command(let name): name
      case .reply(let name): "\(name).reply"
      }
    }
  }

  /// The text of the file.
  public static var text: String {
    String(decoding: PackageResources.protocol_schema_json, as: UTF8.self)
  }

  private static let schema = Result {
    try JSONSchema(
      JSONValue.parse(PackageResources.protocol_schema_json, file: "protocol.schema.json"),
      file: "protocol.schema.json")
  }

  /// The names of the definitions.
  ///
  /// - Throws: `JSONError` or `CheckpointError` if the file itself is broken.
  static func names() throws -> [String] { try schema.get().names }

  /// What is wrong with `line`; nil if nothing.
  public static func problem(in line: JSONObject, _ kind: Line) -> String? {
    switch schema {
    case .success(let schema): schema.problem(in: .object(line), kind.definition)
    case .failure(let error): "\(error)"
    }
  }

  /// Refuses a reply that is not as the schema says.
  static func check(_ line: JSONObject, _ kind: Line) throws(AdapterFailure) {
    guard let problem = problem(in: line, kind) else { return }
    let text = printable(JSONValue.object(line).serialized(), limit: 200)
    throw .garbage("a reply that the protocol does not have: \(problem): \(text)")
  }
}
