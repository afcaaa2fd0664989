import Checkpoints
public import Foundation
public import Pipelines
public import Tensors

/// Writes transcripts as safetensors files.
public enum TranscriptFile {
  /// Writes `transcript` to `url`, its order in the metadata.
  public static func write<Scalar: TensorScalar>(
    _ transcript: Transcript<Scalar>, to url: URL
  ) throws {
    var writer = SafetensorsWriter()
    for (name, entry) in transcript.entries { entry.add(as: name, to: &writer) }
    let order = JSONValue.array(transcript.entries.keys.map { .string($0) })
    writer.metadata = ["order": order.serialized(), "aliases": "{}"]
    try writer.write(to: url)
  }
}

extension Transcript.Entry {
  /// Adds the value to a file in its own type.
  func add(as name: String, to writer: inout SafetensorsWriter) {
    switch self {
    case .floats(let tensor): writer.add(name, tensor)
    case .draws(let tensor): writer.add(name, tensor)
    case .integers(let values, let shape): writer.add(name, values, shape: shape)
    case .flags(let values, let shape):
      writer.add(name, values.map { $0 ? 1 : 0 }, shape: shape, as: .bool)
    case .bytes(let values, let shape):
      writer.add(name, bytes: values, shape: shape, as: .uint8)
    }
  }
}
