/// The chunks of a PNG file up to IEND, each with a checked checksum.
struct PNGChunks {
  struct Chunk {
    let type: String
    let data: UnsafeBufferPointer<UInt8>
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var offset = 8

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The next chunk; nil at IEND.
  mutating func next() throws -> Chunk? {
    guard bytes.count - offset >= 12 else {
      throw ImageError(problem: "the file ends at byte \(bytes.count), before its IEND chunk")
    }
    let length = Int(bigEndian(bytes, offset))
    guard length <= bytes.count - offset - 12 else {
      throw ImageError(
        problem: "the chunk at byte \(offset) claims \(length) bytes and the file ends before them")
    }
    let checked = UnsafeBufferPointer(rebasing: bytes[(offset + 4)..<(offset + 8 + length)])
    let letters = checked.prefix(4)
    guard letters.allSatisfy({ (65...90).contains($0) || (97...122).contains($0) }) else {
      throw ImageError(problem: "the chunk at byte \(offset) has no name")
    }
    let type = String(decoding: letters, as: UTF8.self)
    guard checksum(checked) == bigEndian(bytes, offset + 8 + length) else {
      throw ImageError(problem: "the \(type) chunk at byte \(offset) has a wrong checksum")
    }
    offset += length + 12
    if type == "IEND" { return nil }
    return Chunk(type: type, data: UnsafeBufferPointer(rebasing: checked[4...]))
  }
}
