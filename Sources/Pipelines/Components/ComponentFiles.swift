import Checkpoints
import Foundation

/// The files of a stored component. What is missing is reported as diffusers and transformers do.
struct ComponentFiles {
  let component: IndexedComponent
  /// The folder that is read: the component's own, or the checkpoint's if there is none.
  let folder: ComponentFolder
  /// The folder as errors print it.
  private let path: String
  private let advice: String

  init(_ component: IndexedComponent, of checkpoint: String) {
    let own =
      checkpoint.hasSuffix("/") ? checkpoint + component.name : "\(checkpoint)/\(component.name)"
    let hasOwn = isFolder(own)
    self.component = component
    path = hasOwn ? own : checkpoint
    folder = ComponentFolder(URL(filePath: path, directoryHint: .isDirectory))
    advice =
      hasOwn
      ? "Download the folder '\(component.name)' again, or pass \(component.name)"
      : "The checkpoint has no folder '\(component.name)'; download it, or pass \(component.name)"
  }

  /// Checks that the files are there which the class is read from.
  ///
  /// - Parameters:
  ///   - variant: the variant of the weights, for a folder that has files of it.
  ///   - opensWeights: whether safetensors files must have a valid header, too.
  /// - Throws: `PythonError` with upstream's text; `CheckpointError` for what cannot be read.
  func check(variant: String?, opensWeights: Bool, warn: (String) -> Void) throws {
    let variant = variant.flatMap { folder.hasVariant($0) ? $0 : nil }
    switch ComponentKind(component.className, library: component.library) {
    case .model:
      try checkJSON("config.json")
      try checkModelWeights(variant, opensWeights, warn)
    case .scheduler: try checkJSON("scheduler_config.json")
    case .pretrainedModel: try checkPretrained(variant)
    case .tokenizer, .fastTokenizer: try checkTokenizer()
    case .imageProcessor: try checkProcessor()
    case nil: break
    }
  }

  private func has(_ file: String) -> Bool { isRegularFile("\(path)/\(file)") }

  private func error(_ type: PythonExceptionType, _ message: String) -> PythonError {
    PythonError(type: type, message: message, advice: advice)
  }

  private func missing(_ file: String) -> PythonError {
    error(.osError, "Error no file named \(file) found in directory \(path).")
  }

  private func checkJSON(_ name: String) throws {
    guard has(name) else { throw missing(name) }
    do {
      _ = try JSONValue.load(
        contentsOf: URL(filePath: "\(path)/\(name)"), maximumSize: Configuration.maximumSize)
    } catch is JSONError {
      throw error(
        .osError, "It looks like the config file at '\(path)/\(name)' is not a valid JSON file.")
    }
  }

  private func checkModelWeights(
    _ variant: String?, _ opens: Bool, _ warn: (String) -> Void
  ) throws {
    let stem = WeightFileName.diffusers.rawValue
    let plain = [stem, variant, "safetensors"].compactMap { $0 }.joined(separator: ".")
    if let shards = try folder.shardNames(named: .diffusers, variant: variant) {
      for shard in shards where !has(shard) {
        throw error(
          .fileNotFoundError,
          "\(path)/ does not appear to have a file named \(path)/\(shard) which is required"
            + " according to the checkpoint index.")
      }
      if opens { try shards.forEach(checkHeader) }
    } else if has(plain) {
      if opens { try checkHeader(plain) }
    } else if !folder.hasPickledWeights {
      warn(
        "An error occurred while trying to fetch \(path): Error no file named \(plain) found in"
          + " directory \(path).")
      warn(
        "Defaulting to unsafe serialization. Pass `allow_pickle=False` to raise an error instead.")
      throw missing([stem, variant, "bin"].compactMap { $0 }.joined(separator: "."))
    }
  }

  private func checkHeader(_ name: String) throws {
    let file = "\(path)/\(name)"
    do {
      _ = try SafetensorsFile(contentsOf: URL(filePath: file))
    } catch {
      throw PythonError(
        type: .osError,
        message: "Unable to load weights from checkpoint file for '\(file)' at '\(file)'. ",
        advice: "\(error)")
    }
  }

  private func checkPretrained(_ variant: String?) throws {
    let plain = ["model", variant, "safetensors"].compactMap { $0 }.joined(separator: ".")
    guard
      try has(plain) || folder.hasPickledWeights
        || folder.shardNames(named: .transformers, variant: variant) != nil
    else {
      throw missing(
        "pytorch_model.bin, model.safetensors, tf_model.h5, model.ckpt.index or flax_model.msgpack")
    }
    guard has("config.json") else {
      throw CheckpointError(
        file: "\(path)/config.json",
        problem: "is missing; transformers would build the class's default model, which the weights"
          + " do not fit", advice: advice)
    }
    try checkJSON("config.json")
  }

  private func checkTokenizer() throws {
    let name = component.className
    if name.hasPrefix("CLIPTokenizer") {
      guard !(has("vocab.json") && has("merges.txt")) else { return }
      guard !(name.hasSuffix("Fast") && has("tokenizer.json")) else { return }
      throw error(.typeError, "expected str, bytes or os.PathLike object, not NoneType")
    }
    if name.hasPrefix("BertTokenizer") {
      guard !has("vocab.txt") else { return }
      throw error(
        .typeError, "stat: path should be string, bytes, os.PathLike or integer, not NoneType")
    }
    let isUnigram = ["T5", "Gemma", "Llama"].contains { name.hasPrefix("\($0)Tokenizer") }
    guard isUnigram, !["spiece.model", "tokenizer.model", "tokenizer.json"].contains(where: has)
    else { return }
    throw error(.valueError, "Either model_file or model_proto must be specified.")
  }

  private func checkProcessor() throws {
    guard has("preprocessor_config.json") else {
      throw error(
        .osError,
        "Can't load image processor for '\(path)'. If you were trying to load it from"
          + " 'https://huggingface.co/models', make sure you don't have a local directory with the"
          + " same name. Otherwise, make sure '\(path)' is the correct path to a directory"
          + " containing a preprocessor_config.json file")
    }
    try checkJSON("preprocessor_config.json")
  }
}
