public import Checkpoints
public import Foundation

/// A request to load a checkpoint and call its pipeline: the vocabulary of the command line, the
/// cases and every implementation under test.
public struct Request: Sendable {
  /// A request that is not well-formed.
  public struct Malformed: Error, CustomStringConvertible {
    /// The file, the key and what was expected there.
    public let description: String
  }

  /// A component that replaces one of the checkpoint.
  public enum Component: Sendable {
    /// No component.
    case null
    /// The component in another folder.
    case checkpoint(URL)
    /// `from_config` of a class over the checkpoint's own configuration, with changes.
    case fromConfig(className: String, changes: JSONObject)
    /// Several components for one name.
    case list([Component])
    /// A plain value for the constructor or the loader.
    case value(JSONValue)
  }

  /// A method to call after loading.
  public struct SetupStep: Sendable {
    /// diffusers' name.
    public let method: String
    /// Its keyword arguments.
    public let arguments: JSONObject
  }

  /// A conversion of the loaded pipeline, `from_pipe`.
  public struct Conversion: Sendable {
    /// The task to convert to.
    public let task: String
    /// Keyword arguments of `from_pipe`.
    public let arguments: [(name: String, component: Component)]
  }

  /// The folder that relative paths start from.
  public let folder: URL
  /// The file, as errors name it.
  public let file: String
  /// The checkpoint's folder.
  public let checkpoint: URL
  /// The task of the AutoPipeline; nil for `DiffusionPipeline`.
  public let task: String?
  /// Keyword arguments of `from_pretrained`.
  public let load: [(name: String, component: Component)]
  /// Methods to call after loading.
  public let setup: [SetupStep]
  /// The conversion before the call, if any.
  public let fromPipe: Conversion?
  /// The pipeline's keyword arguments, as the file has them.
  public let call: JSONObject
  /// The seed of torch's global generator.
  public let globalSeed: UInt64?
  /// The file of random tensors to use instead of all generators.
  public let draws: URL?

  /// Reads a request file.
  ///
  /// - Throws: `JSONError`, `CheckpointError` or `Malformed`.
  public init(contentsOf url: URL) throws {
    try self.init(
      Configuration(contentsOf: url).members, folder: url.deletingLastPathComponent(),
      file: url.path(percentEncoded: false))
  }

  /// A request whose relative paths start from `folder`.
  public init(_ json: JSONObject, folder: URL, file: String = "request") throws {
    let reader = RequestReader(folder: folder.absoluteURL, file: file)
    self.folder = folder.absoluteURL
    self.file = file
    try reader.checkKeys(json)
    checkpoint = try reader.url(json["checkpoint"], "checkpoint")
    task = try reader.optionalString(json["task"], "task")
    load = try reader.components(json["load"], "load")
    setup = try reader.steps(json["setup"])
    fromPipe = try reader.conversion(json["from_pipe"])
    call = try reader.object(json["call"], "call")
    globalSeed = try reader.seed(json["global_seed"], "global_seed")
    draws = try json["draws"].map { try reader.url($0["file"], "draws.file") }
  }
}

/// Typed reads of a request's JSON, with errors that name the key.
struct RequestReader {
  let folder: URL
  let file: String

  private static let keys: Set = [
    "checkpoint", "task", "load", "setup", "from_pipe", "call", "global_seed", "draws",
  ]

  /// Arguments of `from_pretrained` whose values are dictionaries and no components.
  private static let dictionaries: Set = [
    "device_map", "max_memory", "provider_options", "proxies", "torch_dtype",
  ]

  func fail(_ key: String, _ expected: String) -> Request.Malformed {
    Request.Malformed(description: "\(file): '\(key)' should be \(expected)")
  }

  func checkKeys(_ json: JSONObject) throws {
    if let unknown = json.keys.first(where: { !Self.keys.contains($0) }) {
      throw Request.Malformed(
        description: "\(file): unknown key '\(unknown)'; a request has"
          + " \(Self.keys.sorted().joined(separator: ", "))")
    }
  }

  func url(_ value: JSONValue?, _ key: String) throws -> URL {
    guard let path = value?.stringValue, !path.isEmpty, !path.utf8.contains(0) else {
      throw fail(key, "a path, relative to the request's folder")
    }
    return folder.following(path)
  }

  func optionalString(_ value: JSONValue?, _ key: String) throws -> String? {
    guard let value, !value.isNull else { return nil }
    guard let text = value.stringValue else { throw fail(key, "a string or null") }
    return text
  }

  func object(_ value: JSONValue?, _ key: String) throws -> JSONObject {
    guard let value else { return [:] }
    guard let object = value.objectValue else { throw fail(key, "an object") }
    return object
  }

  func seed(_ value: JSONValue?, _ key: String) throws -> UInt64? {
    guard let value else { return nil }
    if let seed = value.intValue { return UInt64(bitPattern: Int64(seed)) }
    guard case .bigInteger(let digits) = value, let seed = UInt64(digits) else {
      throw fail(key, "a whole number from -2^63 to 2^64 - 1")
    }
    return seed
  }

  func steps(_ value: JSONValue?) throws -> [Request.SetupStep] {
    guard let value else { return [] }
    guard let steps = value.arrayValue else { throw fail("setup", "a list of method calls") }
    return try steps.map { step in
      guard let method = step["method"]?.stringValue else {
        throw fail("setup.method", "a method's name")
      }
      return Request.SetupStep(
        method: method, arguments: try object(step["arguments"], "setup.arguments"))
    }
  }

  func components(
    _ value: JSONValue?, _ key: String
  ) throws -> [(name: String, component: Request.Component)] {
    try object(value, key).map { name, value in
      let isPlain = Self.dictionaries.contains(name) && value.objectValue != nil
      return (
        name: name, component: isPlain ? .value(value) : try component(value, "\(key).\(name)")
      )
    }
  }

  func conversion(_ value: JSONValue?) throws -> Request.Conversion? {
    guard let value else { return nil }
    guard let members = value.objectValue, let task = members["task"]?.stringValue else {
      throw fail("from_pipe", "{\"task\": text, \"arguments\": {…}}")
    }
    if let unknown = members.keys.first(where: { !["task", "arguments"].contains($0) }) {
      throw fail("from_pipe.\(unknown)", "absent; from_pipe has task and arguments")
    }
    return Request.Conversion(
      task: task, arguments: try components(members["arguments"], "from_pipe.arguments"))
  }

  func component(_ value: JSONValue, _ key: String) throws -> Request.Component {
    if value.isNull { return .null }
    if let elements = value.arrayValue {
      return .list(try elements.map { try component($0, key) })
    }
    guard let object = value.objectValue else { return .value(value) }
    if let path = object["checkpoint"] { return .checkpoint(try url(path, "\(key).checkpoint")) }
    guard let name = object["class"]?.stringValue else {
      throw fail(key, "{\"checkpoint\": folder} or {\"class\": name, \"config\": {…}}")
    }
    return .fromConfig(
      className: name, changes: try self.object(object["config"], "\(key).config"))
  }
}

/// A request for something that the reference does not do: a skipped result, not a failure.
public struct UnsupportedRequest: Error, CustomStringConvertible {
  /// What is not supported.
  public let description: String
}
