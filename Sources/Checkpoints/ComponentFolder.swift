public import Foundation

/// How the weight files of a component are called.
public enum WeightFileName: String, Sendable, Hashable, CaseIterable {
  /// `diffusion_pytorch_model`, the models of diffusers.
  case diffusers = "diffusion_pytorch_model"
  /// `model`, the models of transformers.
  case transformers = "model"
}

/// The folder of one component: its configuration and its weights.
public struct ComponentFolder: Sendable, Hashable {
  /// The folder.
  public let url: URL

  /// The folder at `url`, which need not exist yet.
  public init(_ url: URL) { self.url = url }

  /// The path, as errors name it.
  public var path: String { url.path(percentEncoded: false) }

  /// Reads the JSON file `name`, such as `config.json` or `scheduler_config.json`.
  ///
  /// - Throws: `PythonError` with diffusers' text if there is none; `CheckpointError` or `JSONError`
  ///   if it cannot be used.
  public func configuration(_ name: String = "config.json") throws -> Configuration {
    let file = url.appending(path: name)
    guard isFile(file) else {
      throw PythonError(
        type: .osError, message: "Error no file named \(name) found in directory \(path).")
    }
    return try Configuration(contentsOf: file)
  }

  /// The weights: one file, or the shards that an index lists.
  ///
  /// As in diffusers, `variant` (`fp16`, …) counts for a component that has files of that variant;
  /// the others load their plain files.
  ///
  /// - Parameters:
  ///   - name: how the files are called; nil tries diffusers' name, then transformers'.
  ///   - variant: the variant in the files' names.
  ///   - rules: what upstream does to the names of the weights.
  ///   - headersOnly: whether zeros of the right shapes stand in for the weights.
  ///   - conversion: when the weights of layers are converted if they are of another type.
  /// - Throws: `CheckpointError` if there are no safetensors files or they cannot be used.
  public func weights(
    named name: WeightFileName? = nil, variant: String? = nil, rules: WeightRules = WeightRules(),
    headersOnly: Bool = false, conversion: WeightConversion = .once
  ) throws -> WeightStore {
    WeightStore(
      try weightFiles(named: name, variant: variant), source: path, rules: rules,
      headersOnly: headersOnly, conversion: conversion)
  }

  /// The files that `weights` reads.
  ///
  /// - Throws: `CheckpointError` if there are no safetensors files or they cannot be used.
  public func weightFiles(
    named name: WeightFileName? = nil, variant: String? = nil
  ) throws -> [SafetensorsFile] {
    let variant = variant.flatMap { hasVariant($0) ? $0 : nil }
    for name in name.map({ [$0] }) ?? WeightFileName.allCases {
      if let index = indexFile(named: name, variant: variant) { return try shards(index) }
      let single = [name.rawValue, variant, "safetensors"].compactMap { $0 }.joined(separator: ".")
      let file = url.appending(path: single)
      if isFile(file) { return [try SafetensorsFile(contentsOf: file)] }
    }
    throw noWeights(named: name, variant: variant)
  }

  /// The files of weights that are split into shards, nil if no index lists any.
  ///
  /// - Throws: `JSONError` or `CheckpointError` for an index that cannot be used.
  public func shardNames(named name: WeightFileName, variant: String? = nil) throws -> [String]? {
    try indexFile(named: name, variant: variant).map {
      try WeightIndex(contentsOf: url.appending(path: $0)).shards
    }
  }

  private func indexFile(named name: WeightFileName, variant: String?) -> String? {
    // Both spellings of a variant's index are in use.
    let stem = "\(name.rawValue).safetensors"
    let indexes =
      variant.map { ["\(stem).index.\($0).json", "\(stem).\($0).index.json"] }
      ?? ["\(stem).index.json"]
    return indexes.first { isFile(url.appending(path: $0)) }
  }

  /// Whether there are weights in Python's pickle format.
  public var hasPickledWeights: Bool { fileNames.contains(where: PickledWeights.isPickle) }

  /// Whether the folder has files of `variant`, as diffusers finds out: the part of some file's name
  /// between its first two points starts with it.
  public func hasVariant(_ variant: String) -> Bool {
    fileNames.contains { name in
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      return parts.count > 1 && parts[1].hasPrefix(variant)
    }
  }

  private var fileNames: [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: path)
    return (names ?? []).sorted()
  }

  private func shards(_ index: String) throws -> [SafetensorsFile] {
    try WeightIndex(contentsOf: url.appending(path: index)).shards.map { name in
      let shard = url.appending(path: name)
      guard isFile(shard) else {
        throw CheckpointError(
          file: shard.path(percentEncoded: false),
          problem: "is missing; \(index) says that it holds weights",
          advice: "Download the whole folder again")
      }
      return try SafetensorsFile(contentsOf: shard)
    }
  }

  private func noWeights(named name: WeightFileName?, variant: String?) -> CheckpointError {
    let names = name.map { [$0] } ?? WeightFileName.allCases
    let wanted = names.map { name in
      [name.rawValue, variant, "safetensors"].compactMap { $0 }.joined(separator: ".")
    }.joined(separator: " or ")
    let other = fileNames.first { PickledWeights.isPickle($0) }
    if let other {
      return CheckpointError(
        file: url.appending(path: other).path(percentEncoded: false),
        problem: "only safetensors files are read, and there is no \(wanted) beside it",
        advice: PickledWeights.advice)
    }
    return CheckpointError(
      file: path, problem: "there are no weights here: no \(wanted), and no index of shards",
      advice: variant == nil
        ? "If the files carry a variant in their names, such as fp16, pass it as `variant`"
        : "Leave out `variant` to load the plain files")
  }
}

/// Weights in Python's pickle format, which can run any code when it is read.
public enum PickledWeights {
  /// Whether a file of this name holds pickled weights.
  public static func isPickle(_ name: String) -> Bool {
    [".bin", ".ckpt", ".pt", ".pth", ".pkl", ".pickle", ".msgpack", ".h5", ".onnx"].contains {
      name.lowercased().hasSuffix($0)
    }
  }

  /// Whether `name` is a checkpoint in a single file, pickled or not.
  public static func isSingleFile(_ name: String) -> Bool {
    isPickle(name) || name.lowercased().hasSuffix(".safetensors")
      || name.lowercased().hasSuffix(".gguf")
  }

  /// What to do with a checkpoint in a single file.
  public static let singleFileAdvice = """
    A checkpoint in a single file does not say which pipeline it is for. Convert it once with Python: \
    `StableDiffusionPipeline.from_single_file(file).save_pretrained(folder)`, or the class that it \
    belongs to, and use the folder
    """

  /// How to get safetensors from them.
  public static let advice = """
    Pickled files can run code and are refused. Convert the checkpoint once with Python: \
    `DiffusionPipeline.from_pretrained(folder).save_pretrained(new_folder, safe_serialization=True)` \
    (for a single .ckpt file `StableDiffusionPipeline.from_single_file(file)`), or load a revision \
    that has safetensors files
    """
}

/// Whether there is a regular file at `url`, behind whatever links.
func isFile(_ url: URL) -> Bool { isRegularFile(url.path(percentEncoded: false)) }

/// Whether there is a regular file at `path`, behind whatever links: `os.path.isfile`.
public func isRegularFile(_ path: String) -> Bool {
  var status = stat()
  guard !path.utf8.contains(0), stat(path, &status) == 0 else { return false }
  return status.st_mode & S_IFMT == S_IFREG
}

/// Whether there is a folder at `path`, behind whatever links: `os.path.isdir`.
public func isFolder(_ path: String) -> Bool {
  var status = stat()
  guard !path.utf8.contains(0), stat(path, &status) == 0 else { return false }
  return status.st_mode & S_IFMT == S_IFDIR
}
