import Checkpoints
public import Foundation
public import Pipelines
public import Tensors

/// A finished transcript: from a file of diffusers or of an implementation, or from a run in this
/// process.
public struct RecordedTranscript: Sendable {
  /// The values of an entry, widened.
  public enum Values: Sendable, Equatable {
    /// Floating-point numbers.
    case floats([Double])
    /// Integers, flags as 0 and 1, and 8-bit samples.
    case integers([Int])
  }

  private enum Source: Sendable {
    case file(SafetensorsFile, aliases: [String: String])
    case memory([String: (values: Values, shape: [Int])])
  }

  /// The names of all entries in call order.
  public let order: [String]
  /// Whether the order is that of calls; a plain file of tensors has none.
  public let isOrdered: Bool
  private let source: Source

  /// Reads the header of a transcript file.
  ///
  /// - Parameter requiresOrder: Whether a file without an order of calls is refused.
  /// - Throws: `CheckpointError` for a broken file or one without the metadata of a transcript.
  public init(contentsOf url: URL, requiresOrder: Bool = true) throws {
    let file = try SafetensorsFile(contentsOf: url)
    guard requiresOrder || file.metadata["order"] != nil else {
      order = file.names
      isOrdered = false
      source = .file(file, aliases: [:])
      return
    }
    guard let text = file.metadata["order"] else {
      throw CheckpointError(
        file: file.file, key: "order", problem: "is missing from the metadata",
        advice: "A transcript lists the names of its entries there as a JSON array")
    }
    let names = try JSONValue.parse(text: text, file: file.file).arrayValue ?? []
    order = names.compactMap(\.stringValue)
    isOrdered = true
    let pairs = try file.metadata["aliases"].map { try JSONValue.parse(text: $0, file: file.file) }
    let aliases = (pairs?.objectValue ?? JSONObject()).reduce(into: [String: String]()) {
      $0[$1.key] = $1.value.stringValue
    }
    source = .file(file, aliases: aliases)
  }

  /// The transcript of a run.
  public init<Scalar: TensorScalar>(_ transcript: Transcript<Scalar>) {
    order = Array(transcript.entries.keys)
    isOrdered = true
    source = .memory(
      Dictionary(
        uniqueKeysWithValues: transcript.entries.map { name, entry in
          (name, (Values(entry), entry.shape))
        }))
  }

  /// The extents of an entry; nil if there is none of that name.
  public func shape(_ name: String) -> [Int]? {
    switch source {
    case .file(let file, let aliases): file.entry(aliases[name] ?? name)?.shape
    case .memory(let entries): entries[name]?.shape
    }
  }

  /// The values of an entry; nil if there is none of that name.
  public func values(_ name: String) throws -> Values? {
    switch source {
    case .memory(let entries): return entries[name]?.values
    case .file(let file, let aliases):
      let name = aliases[name] ?? name
      guard let entry = file.entry(name) else { return nil }
      guard entry.dtype.isFloatingPoint else { return .integers(try file.integers(name).values) }
      let tensor: Tensor<Double> = try file.tensor(name)
      return .floats(tensor.values)
    }
  }
}

extension RecordedTranscript.Values {
  init<Scalar>(_ entry: Transcript<Scalar>.Entry) {
    self =
      switch entry {
      case .floats(let tensor): .floats(tensor.values.map { Double($0) })
      case .draws(let tensor): .floats(tensor.values.map { Double($0) })
      case .integers(let values, _): .integers(values)
      case .flags(let values, _): .integers(values.map { $0 ? 1 : 0 })
      case .bytes(let values, _): .integers(values.map { Int($0) })
      }
  }
}
