public import AutoPipeline
public import Checkpoints

/// What an implementation says of itself in its reply to `start`.
public struct Implementation: Sendable, Hashable {
  /// How complete the transcripts of an implementation are.
  public enum TranscriptExtent: String, Sendable, Hashable {
    /// Every component call.
    case full
    /// Some of them.
    case partial
    /// There are none: runs are judged by their results alone.
    case none
  }

  /// The object as the implementation gave it.
  public let json: JSONObject
  /// The levels that it is judged on.
  public let levels: [Level]
  /// The number formats that it runs in.
  public let precisions: [Precision]
  /// How complete its transcripts are.
  public let transcript: TranscriptExtent
  /// The release of diffusers whose choice of classes it follows.
  public let diffusersVersion: DiffusersVersion
  private let pipelines: Set<String>?

  /// Reads `implementation` of a reply to `start`.
  ///
  /// Without `commands` an implementation runs requests and nothing else; without `levels` it is
  /// judged on all levels that its commands allow; without `diffusers_version` it follows the pinned
  /// release.
  ///
  /// - Throws: `CheckpointError` that names the key.
  public init(_ json: JSONObject) throws {
    let reader = ReportReader(json, file: "start")
    self.json = json
    _ = try reader.string("name")
    transcript = try reader.optionalChoice("transcript") ?? .full
    let commands = json["commands"] == nil ? ["run"] : reader.strings("commands")
    let named = reader.strings("levels")
    let extent = transcript
    levels = Level.allCases.filter { level in
      let isPossible =
        commands.contains(level.command) && (level != .pipeline || extent != .none)
      return isPossible && (json["levels"] == nil || named.contains(level.rawValue))
    }
    precisions =
      json["dtypes"] == nil
      ? [.float32] : reader.strings("dtypes").compactMap(Precision.init(rawValue:))
    diffusersVersion = try Self.version(json["diffusers_version"])
    pipelines = json["pipelines"]?.arrayValue.map { Set($0.compactMap(\.stringValue)) }
  }

  private static func version(_ value: JSONValue?) throws -> DiffusersVersion {
    guard let value, !value.isNull else { return .pinned }
    guard let version = value.stringValue.flatMap(DiffusersVersion.init) else {
      throw CheckpointError(
        file: "start", key: "diffusers_version",
        problem: "should be a release such as \(DiffusersVersion.pinned), not \(value.serialized())"
      )
    }
    return version
  }

  /// The reference.
  public static let reference = Result { try Implementation(AdapterSession.implementation) }

  /// The levels to judge unless others are asked for: pictures only where whole runs are not.
  public var defaultLevels: [Level] {
    levels.contains(.pipeline) ? levels.filter { $0 != .image } : levels
  }

  /// Whether it has the pipeline class.
  public func claims(pipeline className: String) -> Bool {
    pipelines.map { $0.contains(className) } ?? true
  }
}
