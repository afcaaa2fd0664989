public import Checkpoints
import Foundation

extension Resolver {
  /// The class that `AutoPipelineFor….from_pretrained` chooses for `checkpoint`.
  ///
  /// - Throws: `PythonError` with diffusers' type and text; `CheckpointError` for a
  ///   `model_index.json` that is too large to be one or cannot be read.
  public func resolve(
    task: AutoTask, checkpoint: CheckpointLocation, options: ResolverOptions = ResolverOptions(),
    forcesDownload: Bool = false, requiresToken: Bool = false
  ) throws -> String {
    if task == .textToAudio, mappings.entries(task).isEmpty {
      throw PythonError(
        type: .attributeError,
        message: "module diffusers has no attribute AutoPipelineForText2Audio")
    }
    let file = try checkpoint.indexFile(
      forcesDownload: forcesDownload, requiresToken: requiresToken)
    let config = try Self.loadConfig(file)
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

  /// `load_config`: whatever JSON the file holds.
  static func loadConfig(_ file: String) throws -> JSONValue {
    let notJSON = PythonError(
      type: .osError,
      message: "It looks like the config file at '\(file)' is not a valid JSON file.",
      advice: PickledWeights.isSingleFile(file) ? PickledWeights.singleFileAdvice : nil)
    if notJSON.advice != nil { throw notJSON }
    do {
      return try JSONValue.load(
        contentsOf: URL(filePath: file), maximumSize: ModelIndex.maximumSize, maximumDepth: 256)
    } catch let error as JSONError {
      // Python reads far deeper texts.
      guard !error.isTooDeep else {
        throw CheckpointError(file: file, problem: "is no checkpoint's: \(error.problem)")
      }
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
    guard className.isTrue else {
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
    guard ExportedPipelines.contains(name, mappings.version) else {
      throw PythonError(
        type: .attributeError, message: "module diffusers has no attribute \(name)")
    }
    return loadsConnectedPipeline ? mappings.connected(name) ?? name : name
  }
}

extension JSONValue {
  /// Python's `bool(value)`.
  var isTrue: Bool {
    switch self {
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
