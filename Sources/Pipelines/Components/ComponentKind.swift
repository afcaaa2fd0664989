import Checkpoints
import Foundation

/// The base classes that diffusers tells components apart by (`ALL_IMPORTABLE_CLASSES`).
enum ComponentKind: String {
  case model = "diffusers.models.modeling_utils.ModelMixin"
  case scheduler = "diffusers.schedulers.scheduling_utils.SchedulerMixin"
  case tokenizer = "transformers.tokenization_utils.PreTrainedTokenizer"
  case fastTokenizer = "transformers.tokenization_utils_fast.PreTrainedTokenizerFast"
  case imageProcessor = "transformers.image_processing_base.ImageProcessingMixin"
  case pretrainedModel = "transformers.modeling_utils.PreTrainedModel"

  /// The kind of a class, by its name; nil for classes that diffusers does not check.
  init?(_ className: String, library: String) {
    switch library {
    case "diffusers": self = className.hasSuffix("Scheduler") ? .scheduler : .model
    case "transformers":
      if className.hasSuffix("TokenizerFast") {
        self = .fastTokenizer
      } else if className.hasSuffix("Tokenizer") {
        self = .tokenizer
      } else if className.hasSuffix("ImageProcessor") || className.hasSuffix("FeatureExtractor") {
        self = .imageProcessor
      } else {
        self = .pretrainedModel
      }
    default: return nil
    }
  }
}

extension ModelIndex.Component {
  private var kind: ComponentKind? {
    guard let library, let className else { return nil }
    return ComponentKind(className, library: library)
  }

  /// Checks that a component passed in the place of this one is of the same kind.
  ///
  /// - Throws: `PythonError` with diffusers' text; how Python prints the object is left out.
  func check(_ passed: String, _ library: String) throws(PythonError) {
    let isList = ["MultiControlNetModel", "MultiControlNetUnionModel"].contains(passed)
    guard let kind, isList || ComponentKind(passed, library: library) != kind else { return }
    let type = isList ? "list" : "\(library).\(passed)"
    throw PythonError(
      type: .valueError,
      message: "\(passed) is of type: <class '\(type)'>, but should be <class '\(kind.rawValue)'>",
      advice: "The checkpoint's \(name) is a \(className ?? "None")")
  }

  /// Checks that the component's folder is there.
  ///
  /// - Throws: `PythonError` with diffusers' text, which looks into the checkpoint's own folder then.
  func checkFolder(_ folder: ComponentFolder, of checkpoint: String) throws(PythonError) {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(
      atPath: folder.url.path(percentEncoded: false), isDirectory: &isFolder)
    guard let kind, !(exists && isFolder.boolValue) else { return }
    let advice = "The checkpoint has no folder '\(name)'; download it, or pass \(name)"
    switch kind {
    case .model: throw missing("config.json", checkpoint, advice)
    case .scheduler: throw missing("scheduler_config.json", checkpoint, advice)
    case .pretrainedModel:
      throw missing(
        "pytorch_model.bin, model.safetensors, tf_model.h5, model.ckpt.index or flax_model.msgpack",
        checkpoint, advice)
    case .tokenizer:
      throw PythonError(
        type: .typeError, message: "expected str, bytes or os.PathLike object, not NoneType",
        advice: advice)
    case .fastTokenizer, .imageProcessor: return
    }
  }

  private func missing(_ file: String, _ folder: String, _ advice: String) -> PythonError {
    let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    return PythonError(
      type: .osError, message: "Error no file named \(file) found in directory \(folder).",
      advice: advice)
  }
}
