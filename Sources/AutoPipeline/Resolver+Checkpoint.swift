public import Checkpoints
public import Foundation

/// A checkpoint as a user names it: a folder, or the id of a model in the hub's cache.
public struct CheckpointLocation: Sendable, Hashable {
  /// The folder or the id, as it was given.
  public let name: String
  /// The branch, tag or commit of an id.
  public let revision: String
  /// Where models from the hub are.
  public let cache: HubCache

  /// The checkpoint `name`.
  public init(_ name: String, revision: String? = nil, cache: HubCache = HubCache()) {
    self.name = name
    self.revision = revision ?? "main"
    self.cache = cache
  }

  /// The file that `load_config` of an AutoPipeline reads.
  ///
  /// - Throws: `PythonError` with diffusers' text. Nothing is downloaded: a model that is not in the
  ///   cache is an error, as for diffusers without a network.
  func indexFile() throws(PythonError) -> String {
    if fileKind(name) == .file { return name }
    if fileKind(name) == .folder {
      let file = joined(name, ModelIndex.fileName)
      guard fileKind(file) == .file else {
        throw PythonError(
          type: .osError,
          message: "Error no file named \(ModelIndex.fileName) found in directory \(name).")
      }
      return file
    }
    do {
      if let file = try cache.file(ModelIndex.fileName, of: name, revision: revision) {
        return file.path(percentEncoded: false)
      }
    } catch {
      throw PythonError(
        type: .osError,
        message:
          "We couldn't connect to 'https://huggingface.co' to load this model, couldn't find it"
          + " in the cached files and it looks like \(name) is not the path to a directory containing a"
          + " \(ModelIndex.fileName) file.\nCheckout your internet connection or see how to run the"
          + " library in offline mode at"
          + " 'https://huggingface.co/docs/diffusers/installation#offline-mode'.")
    }
    throw PythonError(
      type: .osError,
      message: "\(name) does not appear to have a file named \(ModelIndex.fileName).")
  }

  /// The folder that `DiffusionPipeline.from_pretrained` loads from.
  ///
  /// - Throws: `PythonError` with diffusers' text.
  public func folder() throws(PythonError) -> URL {
    if fileKind(name) == .folder { return URL(filePath: name) }
    guard name.utf8.count(where: { $0 == UInt8(ascii: "/") }) <= 1 else {
      throw .value(
        "The provided pretrained_model_name_or_path \"\(name)\" is neither a valid local path nor a"
          + " valid repo id. Please check the parameter.")
    }
    do {
      if let snapshot = try cache.snapshot(name, revision: revision) { return snapshot }
    } catch let error as PythonError {
      throw error
    } catch {}
    throw PythonError(
      type: .osError,
      message: "Cannot load model \(name): model is not cached locally and an error occurred while"
        + " trying to fetch metadata from the Hub. Please check out the root cause in the stacktrace"
        + " above.")
  }
}

extension Resolver {
  /// The class that `AutoPipelineFor….from_pretrained` chooses for `checkpoint`.
  ///
  /// - Throws: `PythonError` with diffusers' type and text; `CheckpointError` for a
  ///   `model_index.json` that is too large to be one or cannot be read.
  public func resolve(
    task: AutoTask, checkpoint: CheckpointLocation, options: ResolverOptions = ResolverOptions()
  ) throws -> String {
    if task == .textToAudio, mappings.entries(task).isEmpty {
      throw PythonError(
        type: .attributeError,
        message: "module diffusers has no attribute AutoPipelineForText2Audio")
    }
    let config = try Self.loadConfig(checkpoint)
    return try resolve(
      task: task, className: try Self.subscripted(config, "_class_name"), options: options)
  }

  /// The class that `AutoPipelineFor….from_pretrained` chooses for a checkpoint whose `_class_name` is
  /// `className`, be it a string or not: custom pipelines have a list.
  ///
  /// - Throws: `PythonError` with diffusers' type and text.
  public func resolve(
    task: AutoTask, className: JSONValue, options: ResolverOptions = ResolverOptions()
  ) throws(PythonError) -> String {
    if let name = className.stringValue {
      return try resolve(task: task, className: name, options: options)
    }
    return try resolve(task: task, strangeName: className, options: options)
  }

  /// `load_config`: whatever JSON the checkpoint's `model_index.json` holds.
  static func loadConfig(_ checkpoint: CheckpointLocation) throws -> JSONValue {
    let file = try checkpoint.indexFile()
    let notJSON = PythonError(
      type: .osError,
      message: "It looks like the config file at '\(file)' is not a valid JSON file.",
      advice: PickledWeights.isSingleFile(file) ? PickledWeights.singleFileAdvice : nil)
    if notJSON.advice != nil { throw notJSON }
    do {
      return try JSONValue.load(
        contentsOf: URL(filePath: file), maximumSize: ModelIndex.maximumSize)
    } catch is JSONError {
      throw notJSON
    }
  }

  /// `config[key]` of Python.
  static func subscripted(_ config: JSONValue, _ key: String) throws(PythonError) -> JSONValue {
    switch config {
    case .object(let members):
      guard let value = members[key] else {
        throw PythonError(type: .keyError, message: key.pythonRepr)
      }
      return value
    case .array: throw .type("list indices must be integers or slices, not str")
    case .string: throw .type("string indices must be integers, not 'str'")
    default: throw .type("'\(config.pythonType)' object is not subscriptable")
    }
  }

  /// A `_class_name` that is no string: custom pipelines have a list.
  private func resolve(
    task: AutoTask, strangeName name: JSONValue, options: ResolverOptions
  ) throws(PythonError) -> String {
    let elements: [String]
    switch name {
    case .array(let values): elements = values.compactMap(\.stringValue)
    case .object(let members): elements = members.keys
    default: throw .type("argument of type '\(name.pythonType)' is not iterable")
    }
    let part = Self.replacedPart(of: { elements.contains($0) }, task)
    let isReplaced =
      options.controlNet != nil || options.enablePAG == true
      || (part == "ControlPipeline" && task != .textToImage)
    if isReplaced, part != nil {
      throw PythonError(
        type: .attributeError,
        message: "'\(name.pythonType)' object has no attribute 'replace'")
    }
    throw Self.unmapped(name.pythonRepr, nil)
  }
}

extension Resolver {
  /// The class that `DiffusionPipeline.from_pretrained` makes of a checkpoint with the given
  /// `_class_name`.
  ///
  /// - Parameters:
  ///   - className: `_class_name` as it stands.
  ///   - loadsConnectedPipeline: the argument `load_connected_pipeline`.
  /// - Throws: `PythonError` with diffusers' type and text.
  public func diffusionPipeline(
    className: JSONValue, loadsConnectedPipeline: Bool = false
  ) throws(PythonError) -> String {
    guard Self.isTrue(className) else {
      throw .value(
        "The class name could not be found in the configuration file. Please make sure to pass the"
          + " correct `class_name`.")
    }
    guard var name = className.stringValue else {
      throw PythonError(
        type: .attributeError,
        message: "'\(className.pythonType)' object has no attribute 'startswith'")
    }
    if name.utf8.starts(with: "Flax".utf8) { name = String(name.dropFirst(4)) }
    guard mappings.key(of: name) != nil || ExportedPipelines.contains(name) else {
      throw PythonError(
        type: .attributeError, message: "module diffusers has no attribute \(name)")
    }
    return loadsConnectedPipeline ? mappings.connected(name) ?? name : name
  }

  private static func isTrue(_ value: JSONValue) -> Bool {
    switch value {
    case .null: false
    case .bool(let value): value
    case .int(let value): value != 0
    case .bigInteger: true
    case .double(let value): value != 0
    case .string(let text): !text.isEmpty
    case .array(let elements): !elements.isEmpty
    case .object(let members): !members.isEmpty
    }
  }
}

private enum FileKind { case file, folder, other }

/// `os.path.isfile` and `os.path.isdir`.
private func fileKind(_ path: String) -> FileKind {
  var status = stat()
  guard !path.utf8.contains(0), stat(path, &status) == 0 else { return .other }
  switch status.st_mode & S_IFMT {
  case S_IFREG: return .file
  case S_IFDIR: return .folder
  default: return .other
  }
}

/// `os.path.join`.
private func joined(_ folder: String, _ name: String) -> String {
  folder.isEmpty || folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
}
