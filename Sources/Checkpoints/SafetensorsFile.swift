public import Foundation
public import Tensors

/// A safetensors file, mapped into memory.
///
/// A tensor whose dtype is the one asked for refers to the mapped file; the others are converted.
public final class SafetensorsFile: Sendable {
  /// What errors call the file: its path.
  public let file: String
  /// The names of the tensors, in the order of the header.
  public let names: [String]
  /// The strings under `__metadata__`.
  public let metadata: [String: String]

  private let entries: [ExactString: SafetensorsEntry]
  private let content: FileBytes

  /// Maps the file at `url` and checks its header.
  ///
  /// - Throws: `CheckpointError` if the file cannot be read or is no well-formed safetensors file.
  public convenience init(contentsOf url: URL) throws {
    let file = url.path(percentEncoded: false)
    try self.init(FileBytes(mapping: url), file: file)
  }

  /// A file that is already in memory, called `file` in errors.
  public convenience init(bytes: some Collection<UInt8>, file: String) throws {
    try self.init(FileBytes(bytes), file: file)
  }

  private init(_ content: FileBytes, file: String) throws {
    let header = try SafetensorsHeader(content.bytes, file: file)
    self.file = file
    self.content = content
    self.names = header.entries.map(\.name)
    self.metadata = header.metadata
    self.entries = Dictionary(
      header.entries.map { (ExactString($0.name), $0.entry) },
      uniquingKeysWith: { first, _ in first })
  }

  /// What the file says about the tensor `name`, nil if it has none.
  public func entry(_ name: String) -> SafetensorsEntry? { entries[ExactString(name)] }

  /// The tensor `name`, floats and integers alike.
  ///
  /// - Parameter rows: Only these indices of the first dimension, which has them; all if nil.
  /// - Throws: `CheckpointError` if there is none, or its dtype is not supported.
  public func tensor<Scalar: TensorScalar>(
    _ name: String, rows: Range<Int>? = nil, as type: Scalar.Type = Scalar.self
  ) throws -> Tensor<Scalar> {
    let (entry, bytes) = try located(name)
    if let rows {
      let count = entry.shape.first ?? 0
      precondition(rows.upperBound <= count, "\(name) has \(count) rows, not \(rows.upperBound)")
      let row = bytes.count / max(1, count)
      let part = bytes[(rows.lowerBound * row)..<(rows.upperBound * row)]
      return try converted(
        UnsafeRawBufferPointer(rebasing: part), name, entry.dtype,
        shape: [rows.count] + entry.shape.dropFirst())
    }
    if isStored(name, as: Scalar.self), let base = bytes.baseAddress, entry.count > 0,
      Int(bitPattern: base) % MemoryLayout<Scalar>.alignment == 0
    {
      let elements = base.assumingMemoryBound(to: Scalar.self)
      return Tensor(
        shape: entry.shape,
        storage: TensorStorage(readOnly: elements, count: entry.count, owner: content))
    }
    return try converted(bytes, name, entry.dtype, shape: entry.shape)
  }

  /// Whether the tensor `name` lies in the file as `Scalar`.
  func isStored<Scalar: TensorScalar>(_ name: String, as type: Scalar.Type) -> Bool {
    entry(name)?.dtype == (Scalar.self == Double.self ? .float64 : .float32)
  }

  private func converted<Scalar: TensorScalar>(
    _ bytes: UnsafeRawBufferPointer, _ name: String, _ dtype: SafetensorsType, shape: [Int]
  ) throws -> Tensor<Scalar> {
    guard ![.float8E4M3, .float8E5M2].contains(dtype) else {
      throw unsupported(name, dtype, "convert the tensor to F16, BF16, F32 or F64")
    }
    return Tensor(unsafeUninitialized: shape) { target in
      parallelFor(target.count, minimumPerTask: 1 << 16) { range in
        convertElements(
          UnsafeRawBufferPointer(
            rebasing: bytes[(range.lowerBound * dtype.size)..<(range.upperBound * dtype.size)]),
          dtype, to: UnsafeMutableBufferPointer(rebasing: target[range]))
      }
    }
  }

  /// The integers or booleans (as 0 and 1) of the tensor `name` in row-major order, and its shape.
  ///
  /// - Throws: `CheckpointError` if there is no such tensor, or it holds floats or integers beyond 64 bits.
  public func integers(_ name: String) throws -> (values: [Int], shape: [Int]) {
    let (entry, bytes) = try located(name)
    guard let values = integerElements(bytes, entry.dtype) else {
      throw unsupported(name, entry.dtype, "integers of at most 63 bits are needed here")
    }
    return (values, entry.shape)
  }

  /// Calls `body` with the bytes of the tensor `name` as they lie in the file.
  ///
  /// - Throws: `CheckpointError` if there is no such tensor, and what `body` throws.
  public func withBytes<Result>(
    _ name: String, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    let bytes = try located(name).bytes
    defer { withExtendedLifetime(content) {} }
    return try body(bytes)
  }

  /// Whether every element of the tensor `name` is finite; integers always are.
  ///
  /// - Throws: `CheckpointError` if there is no such tensor.
  public func isFinite(_ name: String) throws -> Bool {
    let (entry, bytes) = try located(name)
    defer { withExtendedLifetime(content) {} }
    return allFinite(bytes, entry.dtype)
  }

  /// Whether every element among the given bytes of the tensor `name` is finite.
  func isFinite(_ name: String, bytes range: Range<Int>) -> Bool {
    guard let (entry, bytes) = try? located(name) else { return true }
    defer { withExtendedLifetime(content) {} }
    return allFinite(UnsafeRawBufferPointer(rebasing: bytes[range]), entry.dtype)
  }

  private func located(
    _ name: String
  ) throws -> (entry: SafetensorsEntry, bytes: UnsafeRawBufferPointer) {
    guard let entry = entry(name) else {
      throw CheckpointError(
        file: file, key: name, problem: "there is no such tensor among the \(names.count) here")
    }
    return (entry, UnsafeRawBufferPointer(rebasing: content.bytes[entry.range]))
  }

  private func unsupported(
    _ name: String, _ dtype: SafetensorsType, _ advice: String
  ) -> CheckpointError {
    CheckpointError(
      file: file, key: name, problem: "the dtype \(dtype.rawValue) is not supported", advice: advice
    )
  }
}
