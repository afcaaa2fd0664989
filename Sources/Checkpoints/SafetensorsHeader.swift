/// The checked header of a safetensors file.
struct SafetensorsHeader {
  /// The tensors in the order of the header.
  var entries: [(name: String, entry: SafetensorsEntry)] = []
  var metadata: [String: String] = [:]

  /// The limit of the safetensors library.
  static let maximumSize = 100_000_000

  /// Reads and checks the header: every tensor lies inside the file, has exactly the bytes that its
  /// shape needs, and all of them together cover the file without gap or overlap.
  init(_ bytes: UnsafeRawBufferPointer, file: String) throws {
    let start = try Self.dataStart(bytes, file: file)
    let header = UnsafeRawBufferPointer(rebasing: bytes[8..<start]).bindMemory(to: UInt8.self)
    guard header.first == UInt8(ascii: "{") else {
      throw CheckpointError(
        file: file, problem: "the header is no JSON object",
        advice: "This is no safetensors file, or it was damaged")
    }
    let value: JSONValue
    do {
      value = try JSONValue.parse(
        header, file: file, rejectsDuplicateKeys: true, maximumDepth: 8)
    } catch {
      throw CheckpointError(
        file: file,
        problem: "the header is no valid JSON, at byte \(8 + error.offset): "
          + error.problem)
    }
    let dataSize = bytes.count - start
    for (name, value) in value.objectValue ?? [:] {
      if name == "__metadata__" {
        metadata = try Self.metadata(value, file: file)
      } else {
        let entry = try Self.entry(value, name: name, dataStart: start, size: dataSize, file: file)
        entries.append((name, entry))
      }
    }
    try checkCoverage(start..<bytes.count, file: file)
  }

  private static func dataStart(_ bytes: UnsafeRawBufferPointer, file: String) throws -> Int {
    guard bytes.count >= 8 else {
      throw CheckpointError(
        file: file, problem: "has \(bytes.count) bytes; a safetensors file has at least 8",
        advice: "The file is probably cut off; download it again")
    }
    let size = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard size <= maximumSize else {
      throw CheckpointError(
        file: file, problem: "the header claims \(size) bytes, more than \(maximumSize)",
        advice: "This is no safetensors file")
    }
    guard Int(size) <= bytes.count - 8 else {
      throw CheckpointError(
        file: file, problem: "the header claims \(size) bytes, but the file has \(bytes.count)",
        advice: "The file is probably cut off; download it again")
    }
    return 8 + Int(size)
  }

  private static func metadata(_ value: JSONValue, file: String) throws -> [String: String] {
    guard let members = value.objectValue else {
      throw CheckpointError(
        file: file, key: "__metadata__", problem: "expected an object, found \(value.kind)")
    }
    var metadata: [String: String] = [:]
    for (key, value) in members {
      guard let text = value.stringValue else {
        throw CheckpointError(
          file: file, key: "__metadata__",
          problem: "expected a string for \(key.quotedForMessage), found \(value.kind)")
      }
      metadata[key] = text
    }
    return metadata
  }

  private static func entry(
    _ value: JSONValue, name: String, dataStart: Int, size: Int, file: String
  ) throws -> SafetensorsEntry {
    func failure(_ problem: String) -> CheckpointError {
      CheckpointError(file: file, key: name, problem: problem)
    }
    guard let members = value.objectValue else {
      throw failure("expected an object, found \(value.kind)")
    }
    for key in members.keys where !["dtype", "shape", "data_offsets"].contains(key) {
      throw failure("the unknown key \(key.quotedForMessage)")
    }
    guard let typeName = members["dtype"]?.stringValue else {
      throw failure("needs a dtype, a string")
    }
    guard let dtype = SafetensorsType(rawValue: typeName) else {
      let known = SafetensorsType.allCases.map(\.rawValue).joined(separator: ", ")
      throw failure("the unknown dtype \(typeName.quotedForMessage); known are \(known)")
    }
    guard let shape = naturals(members["shape"]) else {
      throw failure("needs a shape, an array of integers from 0")
    }
    guard let offsets = naturals(members["data_offsets"]), offsets.count == 2 else {
      throw failure("needs data_offsets, an array of two integers from 0")
    }
    guard offsets[0] <= offsets[1], offsets[1] <= size else {
      throw failure("the offsets \(offsets) leave the \(size) bytes of data")
    }
    var bytes = dtype.size
    for extent in shape {
      let (product, overflows) = bytes.multipliedReportingOverflow(by: extent)
      guard !overflows else { throw failure("the shape \(shape) is too large") }
      bytes = product
    }
    guard bytes == offsets[1] - offsets[0] else {
      throw failure(
        "\(typeName) \(shape) needs \(bytes) bytes, the offsets \(offsets) hold"
          + " \(offsets[1] - offsets[0])")
    }
    return SafetensorsEntry(
      dtype: dtype, shape: shape, range: (dataStart + offsets[0])..<(dataStart + offsets[1]))
  }

  private static func naturals(_ value: JSONValue?) -> [Int]? {
    guard let elements = value?.arrayValue else { return nil }
    var numbers: [Int] = []
    for element in elements {
      guard let number = element.intValue, number >= 0 else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  private func checkCoverage(_ data: Range<Int>, file: String) throws {
    var end = data.lowerBound
    let inOrder = entries.sorted {
      ($0.entry.range.lowerBound, $0.entry.range.upperBound)
        < ($1.entry.range.lowerBound, $1.entry.range.upperBound)
    }
    for (name, entry) in inOrder {
      guard entry.range.lowerBound == end else {
        let what = entry.range.lowerBound < end ? "overlaps another tensor" : "follows a gap"
        throw CheckpointError(file: file, key: name, problem: "its data \(what)")
      }
      end = entry.range.upperBound
    }
    guard end == data.upperBound else {
      throw CheckpointError(
        file: file, problem: "\(data.upperBound - end) bytes at the end belong to no tensor")
    }
  }
}
