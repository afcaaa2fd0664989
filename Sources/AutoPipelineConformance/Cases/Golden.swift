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
  /// The noise of float32 by entry.
  public let noise: [String: Noise]
  /// The noise of formats of 16 bits by entry, where the oracle measured it.
  public let halfNoise: [Precision: [String: Noise]]
  /// Why there is no noise of a format of 16 bits: what became of diffusers' own runs in it.
  public let missingNoise: [Precision: String]
  /// What made the golden instead of diffusers; nil for the suite's own.
  public let maker: String?
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
    maker = json["made_by"]?.stringValue
    error = try json["error"].map { value in
      guard let name = value["type"]?.stringValue, let message = value["message"]?.stringValue,
        let type = PythonExceptionType(rawValue: name)
      else {
        throw CheckpointError(
          file: file, key: "error", problem: "is no known exception type with a message")
      }
      return PythonError(type: type, message: message)
    }
    noise = try (json["noise"]?.objectValue ?? [:]).reduce(into: [:]) { noise, member in
      noise[member.key] = try Noise(member.value, file: file, key: "noise.\(member.key)")
    }
    var halfNoise: [Precision: [String: Noise]] = [:]
    for (entry, formats) in json["noise_half"]?.objectValue ?? [:] {
      for (format, value) in formats.objectValue ?? [:] {
        guard let precision = Precision(rawValue: format) else { continue }
        halfNoise[precision, default: [:]][entry] = try Noise(
          value, file: file, key: "noise_half.\(entry).\(format)")
      }
    }
    self.halfNoise = halfNoise
    missingNoise = (json["noise_half_missing"]?.objectValue ?? [:]).reduce(into: [:]) {
      guard let precision = Precision(rawValue: $1.key) else { return }
      $0[precision] = $1.value.stringValue ?? ""
    }
  }

  /// Why runs in `precision` cannot be judged: diffusers itself does not get through the case in
  /// it, or takes another way. Nil if they can.
  public func reasonNotMeasured(_ precision: Precision) -> String? {
    missingNoise[precision].map {
      "not measured: diffusers' own runs in \(precision.rawValue) leave the golden (\($0))"
    }
  }

  /// Whether the noise of runs in `precision` was measured.
  public func hasNoise(_ precision: Precision) -> Bool {
    !precision.isHalf || halfNoise[precision] != nil
  }

  /// The largest noise of an entry in runs in `precision`; estimated from float32's where there are no
  /// measurements in a format of 16 bits.
  public func noise(_ entry: String, _ precision: Precision) -> Double {
    let float32 = noise[entry]?.max ?? 0
    guard precision.isHalf else { return float32 }
    return halfNoise[precision]?[entry]?.max
      ?? Limit.estimatedNoise(precision, float32: float32)
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

extension Golden.Noise {
  fileprivate init(_ value: JSONValue, file: String, key: String) throws {
    guard let max = value["max"]?.doubleValue, let rms = value["rms"]?.doubleValue else {
      throw CheckpointError(file: file, key: key, problem: "lacks max or rms")
    }
    self.init(max: max, rms: rms)
  }
}
