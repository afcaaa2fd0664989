import AutoPipeline
public import Checkpoints
import Foundation

/// The options of `generate`: a request in the words of a command line.
public struct Generation: Sendable {
  /// A folder in the Hugging Face layout, or a model's id in the hub's cache.
  public var checkpoint: String
  /// The task; nil for the one that the pictures ask for.
  public var task: String?
  /// The prompts, one for each picture.
  public var prompts: [String] = []
  /// The negative prompts, one or as many as there are prompts.
  public var negativePrompts: [String] = []
  /// The picture to start from.
  public var image: String?
  /// The picture whose white part is filled in.
  public var mask: String?
  /// The scheduler's class; nil for the checkpoint's own.
  public var scheduler: String?
  /// The variant of the weight files, such as `fp16`.
  public var variant: String?
  /// The seed of the generator.
  public var seed: UInt64
  /// Further arguments of the call, by diffusers' names.
  public var arguments: JSONObject = [:]

  /// A picture from `checkpoint`.
  public init(checkpoint: String, seed: UInt64) {
    self.checkpoint = checkpoint
    self.seed = seed
  }

  /// The task that is asked for, or that the pictures make plain: a mask means inpainting, a
  /// picture image-to-image.
  public var effectiveTask: String {
    task ?? (mask != nil ? "inpainting" : image != nil ? "image-to-image" : "text-to-image")
  }

  /// The request as a file would hold it, with absolute paths.
  ///
  /// - Throws: `CheckpointError` if there is no such checkpoint.
  public func json(cache: HubCache = HubCache()) throws -> JSONObject {
    var json: JSONObject = [
      "checkpoint": .string(try CheckpointName(checkpoint).folder(cache: cache)),
      "task": .string(effectiveTask),
    ]
    var load = JSONObject()
    load["variant"] = variant.map { .string($0) }
    load["scheduler"] = scheduler.map { ["class": .string($0), "config": [:]] }
    if !load.isEmpty { json["load"] = .object(load) }
    json["call"] = .object(call)
    return json
  }

  /// The request.
  ///
  /// - Throws: `CheckpointError` or `Request.Malformed`.
  public func request(cache: HubCache = HubCache()) throws -> Request {
    try Request(json(cache: cache), folder: URL(filePath: "."), file: "generate")
  }

  private var call: JSONObject {
    var call = JSONObject()
    call["prompt"] = Self.text(prompts)
    call["negative_prompt"] = Self.text(negativePrompts)
    call["image"] = image.map(Self.file)
    call["mask_image"] = mask.map(Self.file)
    call["generator"] = ["seed": Int(exactly: seed).map { .int($0) } ?? .bigInteger("\(seed)")]
    return call.merging(arguments)
  }

  private static func text(_ texts: [String]) -> JSONValue? {
    guard let first = texts.first else { return nil }
    return texts.count == 1 ? .string(first) : .array(texts.map { .string($0) })
  }

  private static func file(_ path: String) -> JSONValue {
    ["file": .string(URL(filePath: path).absoluteURL.path(percentEncoded: false))]
  }
}

/// A checkpoint as a user names it on a command line.
public struct CheckpointName: Sendable {
  private let name: String

  /// The checkpoint `name`, a folder or a model's id.
  public init(_ name: String) { self.name = name }

  /// The absolute path of its folder.
  ///
  /// - Throws: `CheckpointError` that says what to pass instead.
  public func folder(cache: HubCache = HubCache()) throws -> String {
    guard !name.isEmpty, !name.utf8.contains(0) else {
      throw CheckpointError(file: "checkpoint", problem: "the name is empty or holds a zero byte")
    }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) {
      guard isFolder.boolValue else {
        throw CheckpointError(
          file: name, problem: "is a file; a checkpoint is a folder in the Hugging Face layout",
          advice: PickledWeights.isSingleFile(name) ? PickledWeights.singleFileAdvice : nil)
      }
      return URL(filePath: name).absoluteURL.path(percentEncoded: false)
    }
    if let folder = try? CheckpointLocation(name, cache: cache).folder() {
      return URL(filePath: folder).absoluteURL.path(percentEncoded: false)
    }
    throw CheckpointError(
      file: name,
      problem: "there is no such folder, and no model of that id in the hub's cache at"
        + " \(cache.root.path(percentEncoded: false))",
      advice: "Pass a folder in the Hugging Face layout, or download the model first")
  }
}
