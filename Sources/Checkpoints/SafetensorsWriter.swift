public import Foundation
public import Tensors

/// Collects tensors and writes them as a safetensors file, laid out as the safetensors library does:
/// wide elements first, then by name.
public struct SafetensorsWriter {
  /// The strings under `__metadata__`.
  public var metadata: [String: String] = [:]

  private var entries: [Entry] = []
  private var names: Set<ExactString> = []

  private struct Entry {
    let name: String
    let dtype: SafetensorsType
    let shape: [Int]
    /// Calls its argument with the elements' bytes.
    let emit: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
    var byteCount: Int { shape.reduce(dtype.size, *) }
  }

  /// An empty file.
  public init() {}

  /// Adds `tensor` as `name`, which must be new, in its own type or in another floating-point type.
  public mutating func add<Scalar: TensorScalar>(
    _ name: String, _ tensor: Tensor<Scalar>, as dtype: SafetensorsType? = nil
  ) {
    let own: SafetensorsType = Scalar.self == Double.self ? .float64 : .float32
    let dtype = dtype ?? own
    precondition(
      [.float16, .bfloat16, .float32, .float64].contains(dtype), "\(dtype) is no type for floats")
    insert(
      Entry(name: name, dtype: dtype, shape: tensor.shape) { body in
        try tensor.withContiguous { elements in
          if dtype == own { return try body(UnsafeRawBufferPointer(elements)) }
          try encodeElements(elements, dtype).withUnsafeBytes(body)
        }
      })
  }

  /// Adds integers (or booleans as 0 and 1) in row-major order as `name`, which must be new.
  public mutating func add(
    _ name: String, _ values: [Int], shape: [Int]? = nil, as dtype: SafetensorsType = .int64
  ) {
    let shape = shape ?? [values.count]
    precondition(shape.reduce(1, *) == values.count, "\(values.count) values cannot fill \(shape)")
    precondition(!dtype.isFloatingPoint, "\(dtype) is no type for integers")
    insert(
      Entry(name: name, dtype: dtype, shape: shape) { body in
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * dtype.size)
        for value in values {
          withUnsafeBytes(of: value.littleEndian) {
            bytes.append(contentsOf: $0.prefix(dtype.size))
          }
        }
        try bytes.withUnsafeBytes(body)
      })
  }

  /// Adds the elements' `bytes` as they are to lie in the file as `name`, which must be new.
  public mutating func add(
    _ name: String, bytes: [UInt8], shape: [Int], as dtype: SafetensorsType
  ) {
    precondition(shape.reduce(dtype.size, *) == bytes.count, "the bytes must fill \(shape)")
    insert(
      Entry(name: name, dtype: dtype, shape: shape) { body in try bytes.withUnsafeBytes(body) })
  }

  /// Adds what `emit` passes to its argument, block by block, as `name`, which must be new: for tensors
  /// that need not be in memory as a whole. The blocks must come to the bytes of `shape`.
  public mutating func add(
    _ name: String, shape: [Int], as dtype: SafetensorsType,
    emit: @escaping ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) {
    insert(Entry(name: name, dtype: dtype, shape: shape, emit: emit))
  }

  private mutating func insert(_ entry: Entry) {
    precondition(names.insert(ExactString(entry.name)).inserted, "\(entry.name) was added before")
    precondition(entry.name != "__metadata__", "__metadata__ is no name for a tensor")
    entries.append(entry)
  }

  /// The whole file.
  public func serialized() throws -> [UInt8] {
    var bytes: [UInt8] = []
    try emit { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// Writes the file to `url`, replacing it only when all is written.
  ///
  /// - Throws: `CheckpointError` if the file cannot be written.
  public func write(to url: URL) throws {
    let path = url.path(percentEncoded: false)
    let temporary = path + ".\(UUID().uuidString).part"
    guard let stream = fopen(temporary, "wb") else { throw Self.failure(path) }
    do {
      defer { fclose(stream) }
      try emit { bytes in
        guard fwrite(bytes.baseAddress, 1, bytes.count, stream) == bytes.count else {
          throw Self.failure(path)
        }
      }
      guard fflush(stream) == 0 else { throw Self.failure(path) }
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let failure = Self.failure(path)
      unlink(temporary)
      throw failure
    }
  }

  private static func failure(_ path: String) -> CheckpointError {
    CheckpointError(
      file: path, problem: "cannot be written: \(String(cString: strerror(errno)))")
  }

  private func emit(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    let order = SafetensorsType.allCases
    let ranked = entries.map { (rank: order.firstIndex(of: $0.dtype) ?? 0, entry: $0) }
    let sorted = ranked.sorted { left, right in
      left.rank != right.rank
        ? left.rank > right.rank
        : left.entry.name.utf8.lexicographicallyPrecedes(right.entry.name.utf8)
    }.map(\.entry)
    var text = Array(header(sorted).serialized(compact: true).utf8)
    text += [UInt8](repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    try withUnsafeBytes(of: UInt64(text.count).littleEndian, body)
    try text.withUnsafeBytes(body)
    for entry in sorted { try entry.emit(body) }
  }

  private func header(_ entries: [Entry]) -> JSONValue {
    var header = JSONObject()
    if !metadata.isEmpty {
      let sorted = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      header["__metadata__"] = .object(JSONObject(sorted.map { ($0.key, .string($0.value)) }))
    }
    var offset = 0
    for entry in entries {
      let end = offset + entry.byteCount
      header[entry.name] = [
        "dtype": .string(entry.dtype.rawValue), "shape": .array(entry.shape.map { .int($0) }),
        "data_offsets": [.int(offset), .int(end)],
      ]
      offset = end
    }
    return .object(header)
  }
}

/// `elements` rounded to `dtype`, to nearest and ties to even.
private func encodeElements<Scalar: TensorScalar>(
  _ elements: UnsafeBufferPointer<Scalar>, _ dtype: SafetensorsType
) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(elements.count * dtype.size)
  func append(_ bits: some FixedWidthInteger) {
    withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) }
  }
  for element in elements {
    switch dtype {
    case .float64: append(Double(element).bitPattern)
    case .float16: append(Float16(element).bitPattern)
    case .bfloat16: append(roundedToBFloat16(Float(element)))
    default: append(Float(element).bitPattern)
    }
  }
  return bytes
}

/// The bits of the bfloat16 number that is nearest to a float32 one.
package func roundedToBFloat16(_ value: Float) -> UInt16 {
  if value.isNaN { return 0x7fc0 }
  let bits = value.bitPattern
  return UInt16(truncatingIfNeeded: (bits &+ 0x7fff &+ (bits >> 16 & 1)) >> 16)
}
