import Checkpoints
import Foundation

/// A part of a `tokenizer.json`, which knows its place for errors.
struct TokenizerFile {
  let file: String
  let key: String
  let members: JSONObject

  /// The whole file at `url`.
  init(contentsOf url: URL) throws {
    file = url.path(percentEncoded: false)
    key = ""
    members = try TokenizerSettings.object(url) ?? [:]
  }

  private init(file: String, key: String, members: JSONObject) {
    self.file = file
    self.key = key
    self.members = members
  }

  /// `type`, by which the parts are told apart.
  var type: String { members["type"]?.stringValue ?? "" }

  /// The object under `name`; nil if it is absent or null.
  func part(_ name: String) throws(CheckpointError) -> TokenizerFile? {
    guard let value = members[name], !value.isNull else { return nil }
    guard let members = value.objectValue else { throw error(name, "an object", value) }
    return TokenizerFile(file: file, key: path(name), members: members)
  }

  /// The object under `name`, which must be there.
  func requiredPart(_ name: String) throws(CheckpointError) -> TokenizerFile {
    guard let part = try part(name) else { throw error(name, "an object", .null) }
    return part
  }

  /// The objects of the array under `name`.
  func parts(_ name: String) throws(CheckpointError) -> [TokenizerFile] {
    var parts: [TokenizerFile] = []
    for (index, value) in try array(name).enumerated() {
      guard let members = value.objectValue else { throw error(name, "objects", value) }
      parts.append(TokenizerFile(file: file, key: "\(path(name)).\(index)", members: members))
    }
    return parts
  }

  /// The array under `name`.
  func array(_ name: String) throws(CheckpointError) -> [JSONValue] {
    let value = members[name] ?? .null
    guard let array = value.arrayValue else { throw error(name, "an array", value) }
    return array
  }

  /// The string under `name`.
  func string(_ name: String) throws(CheckpointError) -> String {
    let value = members[name] ?? .null
    guard let string = value.stringValue else { throw error(name, "a string", value) }
    return string
  }

  /// The flag under `name`; nil if it is absent or null.
  func flag(_ name: String) throws(CheckpointError) -> Bool? {
    guard let value = members[name], !value.isNull else { return nil }
    guard let flag = value.boolValue else { throw error(name, "true or false", value) }
    return flag
  }

  /// An error about a part that is of no known type.
  func unsupported(_ what: String) -> CheckpointError {
    CheckpointError(
      file: file, key: key,
      problem: "a \(what) of the type \(type.pythonRepr) is"
        + " not supported")
  }

  /// An error about `name`.
  func error(_ name: String, _ expected: String, _ value: JSONValue) -> CheckpointError {
    CheckpointError(
      file: file, key: path(name), problem: "expected \(expected), found \(value.kind)")
  }

  func path(_ name: String) -> String { key.isEmpty ? name : "\(key).\(name)" }
}
