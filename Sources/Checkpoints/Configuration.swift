public import Foundation
import Synchronization

/// The configuration of a component, such as `config.json`, with typed reads.
///
/// Every read remembers its key, so that keys nobody asked for can be reported: an option that is
/// silently ignored gives a wrong picture. Copies share that memory.
///
/// An absent key gives the default of the read, or an error if it has none. A key that is `null` is
/// Python's `None`: only the optional reads accept it.
public struct Configuration: Sendable {
  /// What errors call the configuration: its path.
  public let file: String
  /// All members in the file's order.
  public let members: JSONObject
  /// The keys that lead to this part of the file, for nested configurations.
  let prefix: String
  private let reads = ReadKeys()

  /// A configuration that is already parsed, called `file` in errors.
  public init(_ members: JSONObject, file: String = "configuration") {
    self.init(members, file: file, prefix: "")
  }

  private init(_ members: JSONObject, file: String, prefix: String) {
    self.members = members
    self.file = file
    self.prefix = prefix
  }

  /// The largest file that is read.
  public static let maximumSize = 16 << 20

  /// Reads the JSON file at `url`, of 16 MB at most.
  ///
  /// - Throws: `CheckpointError` if the file cannot be read or holds no object; `JSONError`.
  public init(contentsOf url: URL) throws {
    let file = url.path(percentEncoded: false)
    let value = try JSONValue.load(contentsOf: url, maximumSize: Self.maximumSize)
    guard let members = value.objectValue else {
      throw CheckpointError(file: file, problem: "expected an object, found \(value.kind)")
    }
    self.init(members, file: file)
  }

  /// `_class_name`, the class that diffusers would make from the configuration.
  public var className: String? { value("_class_name")?.stringValue }

  /// The value of `key` as it stands, nil if it is absent.
  public func value(_ key: String) -> JSONValue? {
    reads.insert(key)
    return members[key]
  }

  /// Whether `key` is there, be it `null`.
  public func has(_ key: String) -> Bool { members[key] != nil }

  /// The keys that nobody has read, in the file's order, without those that start with `_`, and
  /// those of nested configurations that were read, as `text_config.key`.
  public func unreadKeys() -> [String] {
    let (read, nested) = reads.content
    let own = members.keys.filter { !$0.hasPrefix("_") && !read.contains($0) }.map { prefix + $0 }
    return own + nested.flatMap { $0.unreadKeys() }
  }

  /// Marks `keys` as read: those that are known and have no meaning here.
  public func ignore(_ keys: String...) {
    for key in keys { reads.insert(key) }
  }

  /// The same configuration with `changes` over its own values, as `from_config(config, **changes)`.
  public func replacing(_ changes: JSONObject) -> Configuration {
    Configuration(members.merging(changes), file: file, prefix: prefix)
  }

  /// The object under `key` as a configuration of its own, nil if it is absent or null.
  ///
  /// - Throws: `CheckpointError` if it is something else.
  public func nested(_ key: String) throws -> Configuration? {
    guard let value = value(key), !value.isNull else { return nil }
    guard let members = value.objectValue else { throw mismatch(key, value, "an object") }
    let child = Configuration(members, file: file, prefix: "\(prefix)\(key).")
    reads.insert(child)
    return child
  }

  /// An error about `key`, which is there but cannot be used.
  public func error(_ key: String, _ problem: String, advice: String? = nil) -> CheckpointError {
    CheckpointError(file: file, key: prefix + key, problem: problem, advice: advice)
  }

  func mismatch(_ key: String, _ value: JSONValue, _ expected: String) -> CheckpointError {
    let shown = value.serialized()
    let short = shown.count > 80 ? shown.prefix(80) + "…" : shown
    return error(key, "expected \(expected), found \(value.kind), \(short)")
  }

  func missing(_ key: String, _ expected: String) -> CheckpointError {
    error(key, "the key is missing; expected \(expected)")
  }
}

/// The keys that were read from a configuration, shared by its copies.
private final class ReadKeys: Sendable {
  private let state = Mutex<(keys: Set<String>, nested: [Configuration])>(([], []))

  func insert(_ key: String) { state.withLock { _ = $0.keys.insert(key) } }

  func insert(_ nested: Configuration) { state.withLock { $0.nested.append(nested) } }

  var content: (keys: Set<String>, nested: [Configuration]) { state.withLock { $0 } }
}
