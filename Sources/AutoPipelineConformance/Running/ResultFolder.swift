import Checkpoints
public import Foundation
import Images
import Pipelines
import Tensors

/// The folder that a one-shot run writes: `result.json`, `output.safetensors`, pictures and, if it
/// was recorded, `transcript.safetensors`.
public struct ResultFolder: Sendable {
  private let folder: URL

  /// The folder at `url`, made when something is written.
  public init(_ url: URL) { folder = url }

  /// Makes the folder, so that one that cannot be written is known before any work.
  ///
  /// - Throws: `CheckpointError` that names the folder.
  public func create() throws {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw CheckpointError(
        file: folder.path(percentEncoded: false), problem: "the folder cannot be made",
        advice: "Choose another one for the output")
    }
  }

  /// Writes `request` as `request.json`.
  public func write(request: JSONObject) throws -> URL { try write(request, as: "request.json") }

  /// Writes `json` on lines that people can read.
  ///
  /// - Returns: The file written.
  func write(_ json: JSONObject, as name: String, ensureASCII: Bool = false) throws -> URL {
    let file = folder.appending(path: name)
    let text = JSONValue.object(json).serialized(indent: 2, ensureASCII: ensureASCII)
    try Data((text + "\n").utf8).write(to: file, options: .atomic)
    return file
  }

  /// Writes everything that `result` has.
  ///
  /// - Returns: The files written.
  public func write<Scalar: TensorScalar>(_ result: RunResult<Scalar>) throws -> [URL] {
    try create()
    var files = [try write(result.summary, as: "result.json", ensureASCII: true)]
    guard case .finished(let output) = result.outcome else { return files }
    files.append(try writeTensors(output))
    files += try writePictures(output)
    if let transcript = result.transcript {
      let file = folder.appending(path: "transcript.safetensors")
      try TranscriptFile.write(transcript, to: file)
      files.append(file)
    }
    return files
  }

  private func writeTensors<Scalar>(_ output: PipelineOutput<Scalar>) throws -> URL {
    let file = folder.appending(path: "output.safetensors")
    var writer = SafetensorsWriter()
    output.named.entry.add(as: output.named.name, to: &writer)
    try writer.write(to: file)
    return file
  }

  /// Writes the pictures of `output`.
  ///
  /// - Returns: The files written.
  func writePictures<Scalar>(_ output: PipelineOutput<Scalar>) throws -> [URL] {
    try pictures(output).enumerated().map { index, picture in
      let file = folder.appending(path: "image-\(index).png")
      try picture.write(to: file)
      return file
    }
  }
}

/// The pictures of an output, made from its values if it has none; latents have no pictures.
private func pictures<Scalar>(_ output: PipelineOutput<Scalar>) throws -> [Image] {
  switch output.images {
  case .images(let pictures): pictures
  case _ where output.isLatent: []
  case .tensor(let images):
    try VaeImageProcessor().images(
      images, doDenormalize: .init(repeating: false, count: images.shape[0]))
  case .array(let images):
    try VaeImageProcessor().images(
      images.permuted([0, 3, 1, 2]), doDenormalize: .init(repeating: false, count: images.shape[0]))
  }
}

extension RunResult {
  /// The content of `result.json`.
  public var summary: JSONObject {
    var summary: JSONObject = [:]
    if let pipelineClass { summary["pipeline_class"] = .string(pipelineClass) }
    switch outcome {
    case .finished(let output): summary["outputs"] = .object(output.summary)
    case .refused(let error):
      summary["error"] = ["type": .string(error.type.rawValue), "message": .string(error.message)]
    case .skipped(let reason):
      summary["skipped"] = ["kind": "unsupported", "message": .string(reason)]
    case .tooLarge(let shortage):
      summary["skipped"] = ["kind": "resource", "message": .string("\(shortage)")]
    case .unusable(let error):
      summary["error"] = ["type": "Unusable", "message": .string("\(error)")]
    }
    if !warnings.isEmpty { summary["warnings"] = .array(warnings.map { .string($0) }) }
    summary["seconds"] = .double(seconds)
    summary["peak_bytes"] = .int(ProcessMemory.peak)
    return summary
  }
}

extension PipelineOutput {
  fileprivate var summary: JSONObject {
    var summary: JSONObject = [:]
    summary[named.name] = .array(named.entry.shape.map { .int($0) })
    if let flags = nsfwContentDetected {
      summary["nsfw_content_detected"] = .array(flags.map { .bool($0) })
    }
    return summary
  }
}
