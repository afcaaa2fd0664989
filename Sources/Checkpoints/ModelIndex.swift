public import Foundation

/// `model_index.json`: the pipeline class of a checkpoint, its components and its plain options.
public struct ModelIndex: Sendable, Hashable {
  /// One component of the pipeline.
  public struct Component: Sendable, Hashable {
    /// The pipeline's name for it, which is also the name of its folder.
    public let name: String
    /// `diffusers`, `transformers` or the module of a pipeline; nil if the component is absent.
    public let library: String?
    /// The class; nil if the component is absent.
    public let className: String?

    /// Whether the checkpoint comes without the component: `[null, null]`.
    public var isAbsent: Bool { library == nil || className == nil }
  }

  /// The name of the file.
  public static let fileName = "model_index.json"
  /// The largest file that is read: real ones have a few kilobytes.
  public static let maximumSize = 4 << 20

  /// What errors call the file: its path.
  public let file: String
  /// All members in the file's order.
  public let members: JSONObject

  /// An index that is already parsed.
  public init(_ members: JSONObject, file: String = ModelIndex.fileName) {
    self.members = members
    self.file = file
  }

  /// Reads the file at `url`.
  ///
  /// - Throws: `PythonError` with diffusers' text if it is no JSON; `CheckpointError` if it cannot be
  ///   read, is too large or holds no object.
  public init(contentsOf url: URL) throws {
    let file = url.path(percentEncoded: false)
    let value = try ModelIndex.parse(contentsOf: url)
    guard let members = value.objectValue else {
      throw CheckpointError(file: file, problem: "expected an object, found \(value.kind)")
    }
    self.init(members, file: file)
  }

  static func parse(contentsOf url: URL) throws -> JSONValue {
    do {
      return try JSONValue.load(contentsOf: url, maximumSize: maximumSize)
    } catch is JSONError {
      throw PythonError(
        type: .osError,
        message: "It looks like the config file at '\(url.path(percentEncoded: false))' is not a"
          + " valid JSON file.")
    }
  }

  /// `_class_name` as it stands: the name of the class, or a list of module and class for a custom pipeline.
  public var className: JSONValue? { members["_class_name"] }

  /// The version of diffusers that wrote the checkpoint.
  public var diffusersVersion: String? { members["_diffusers_version"]?.stringValue }

  /// Where the checkpoint was loaded from before it was saved.
  public var nameOrPath: String? { members["_name_or_path"]?.stringValue }

  /// The components in the file's order, those that are absent included.
  public var components: [Component] {
    members.compactMap { name, value in
      guard !name.hasPrefix("_"), let pair = value.arrayValue, pair.count == 2,
        pair.allSatisfy({ $0.isNull || $0.stringValue != nil })
      else { return nil }
      return Component(name: name, library: pair[0].stringValue, className: pair[1].stringValue)
    }
  }

  /// The component `name`, nil if the file does not mention it.
  public func component(_ name: String) -> Component? { components.first { $0.name == name } }

  /// The members that are no components and do not start with `_`: options of the pipeline.
  public var values: JSONObject {
    let names = Set(components.map(\.name))
    return JSONObject(
      members.filter { !$0.key.hasPrefix("_") && !names.contains($0.key) }.map { $0 })
  }

  /// The folder of the component `name` inside the checkpoint's `folder`.
  ///
  /// - Throws: `CheckpointError` if the name would lead out of the folder.
  public func folder(of name: String, in folder: URL) throws -> ComponentFolder {
    guard isPlainFileName(name) else {
      throw CheckpointError(
        file: file, key: name,
        problem: "a component's name must be the name of a folder beside the file")
    }
    return ComponentFolder(folder.appending(path: name))
  }

  /// Checks that some component of the checkpoint has files of `variant`.
  ///
  /// - Throws: `PythonError` with diffusers' text.
  public func checkVariant(_ variant: String?, in folder: URL) throws {
    guard let variant else { return }
    let folders = members.keys.filter(isPlainFileName).map { folder.appending(path: $0) }
    guard folders.contains(where: { ComponentFolder($0).hasVariant(variant) }) else {
      throw PythonError.value(
        "You are trying to load the model files of the `variant=\(variant)`, but no such modeling"
          + " files are available.")
    }
  }
}
