import Checkpoints
public import Foundation

/// What diffusers answers to a request: its transcript in ideal arithmetic with the measured noise
/// of float32, or the error it raises.
public struct Golden: Sendable {
  /// How far legal float32 runs of diffusers are from ideal arithmetic in one entry.
  public struct Noise: Sendable, Hashable {
    /// The largest error of any element in any run.
    public let max: Double
    /// The largest root mean square error of any run.
    public let rms: Double
  }

  /// The class that diffusers picks; nil if picking it is what fails.
  public let pipelineClass: String?
  /// The exception that diffusers raises instead of an answer.
  public let error: PythonError?
  /// The noise by entry.
  public let noise: [String: Noise]
  /// The folder of the case.
  public let folder: URL

  /// Reads `golden.json` in `folder`.
  ///
  /// - Throws: `JSONError` or `CheckpointError` if it is missing or not what the oracle writes.
  public init(folder: URL) throws {
    self.folder = folder
    let url = folder.appending(path: "golden.json")
    let file = url.path(percentEncoded: false)
    let json = JSONValue.object(try Configuration(contentsOf: url).members)
    pipelineClass = json["pipeline_class"]?.stringValue
    error = try json["error"].map { value in
      guard let name = value["type"]?.stringValue, let message = value["message"]?.stringValue,
        let type = PythonExceptionType(rawValue: name)
      else {
        throw CheckpointError(
          file: file, key: "error", problem: "is no known exception type with a message")
      }
      return PythonError(type: type, message: message)
    }
    noise = try (json["noise"]?.objectValue ?? JSONObject()).reduce(into: [:]) { noise, member in
      guard let max = member.value["max"]?.doubleValue, let rms = member.value["rms"]?.doubleValue
      else {
        throw CheckpointError(file: file, key: "noise.\(member.key)", problem: "lacks max or rms")
      }
      noise[member.key] = Noise(max: max, rms: rms)
    }
  }

  /// The transcript that a run in the given arithmetic is measured against.
  ///
  /// Where float32 takes other discrete values (a schedule that truncates differently), the golden
  /// holds a second transcript for it.
  public func transcript(float32: Bool) throws -> RecordedTranscript {
    let second = folder.appending(path: "transcript-float32.safetensors")
    let exists = FileManager.default.fileExists(atPath: second.path(percentEncoded: false))
    return try RecordedTranscript(
      contentsOf: float32 && exists ? second : folder.appending(path: "transcript.safetensors"))
  }
}
