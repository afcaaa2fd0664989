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

  private indirect enum Source: Sendable {
    case renamed(RecordedTranscript, [String: String])
    case file(StoredEntries)
    case memory([String: (values: Values, shape: [Int])])
  }

  /// The names of all entries in call order.
  public let order: [String]
  /// Whether the order is that of calls; a plain file of tensors has none.
  public let isOrdered: Bool
  private let source: Source

  /// Reads the header of a transcript file.
  ///
  /// - Parameters:
  ///   - url: The file. A golden's may have entries in the shared file of its family.
  ///   - requiresOrder: Whether a file without an order of calls is refused.
  /// - Throws: `CheckpointError` for a broken file or one without the metadata of a transcript.
  public init(contentsOf url: URL, requiresOrder: Bool = true) throws {
    try self.init(
      StoredEntries(
        SafetensorsFile(contentsOf: url), sharedFile: StoredEntries.sharedFile(of: url)),
      requiresOrder: requiresOrder)
  }

  /// The transcript in an open file, all of whose entries are in the file itself.
  init(_ file: SafetensorsFile, requiresOrder: Bool = true) throws {
    try self.init(StoredEntries(file, sharedFile: nil), requiresOrder: requiresOrder)
  }

  private init(_ stored: StoredEntries, requiresOrder: Bool) throws {
    let file = stored.file
    source = .file(stored)
    isOrdered = file.metadata["order"] != nil
    guard let text = file.metadata["order"] else {
      guard !requiresOrder else {
        throw CheckpointError(
          file: file.file, key: "order", problem: "is missing from the metadata",
          advice: "A transcript lists the names of its entries there as a JSON array")
      }
      order = file.names
      return
    }
    let names = try JSONValue.parse(text: text, file: file.file).arrayValue ?? []
    order = names.compactMap(\.stringValue)
  }

  /// Entries in memory, in order.
  init(_ entries: [(name: String, values: Values, shape: [Int])]) {
    order = entries.map(\.name)
    isOrdered = true
    source = .memory(
      Dictionary(
        entries.map { ($0.name, ($0.values, $0.shape)) }, uniquingKeysWith: { first, _ in first }))
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

  /// The same entries under other names.
  func renamed(_ name: (String) -> String) -> RecordedTranscript {
    RecordedTranscript(
      order: order.map(name), isOrdered: isOrdered,
      source: .renamed(
        self, Dictionary(order.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })))
  }

  private init(order: [String], isOrdered: Bool, source: Source) {
    self.order = order
    self.isOrdered = isOrdered
    self.source = source
  }

  /// The extents of an entry; nil if there is none of that name.
  public func shape(_ name: String) -> [Int]? {
    switch source {
    case .file(let stored): stored.location(name).shape
    case .memory(let entries): entries[name]?.shape
    case .renamed(let other, let names): names[name].flatMap(other.shape)
    }
  }

  /// The values of an entry; nil if there is none of that name.
  public func values(_ name: String) throws -> Values? {
    switch source {
    case .memory(let entries): return entries[name]?.values
    case .renamed(let other, let names): return try names[name].flatMap(other.values)
    case .file(let stored): return try stored.location(name).values
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
