import CZlib

/// Decompresses a zlib stream piece by piece.
///
/// The input stays where it is: every call names the bytes to take.
struct Inflater: ~Copyable {
  // zlib remembers where the structure lies, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private var isFinished = false

  init() throws {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let status = inflateInit_(stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw ImageError(problem: "zlib cannot start (\(status))") }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Fills `output`, taking the compressed bytes from `input`, chunk after chunk, and shortening it.
  mutating func fill(
    _ output: UnsafeMutableBufferPointer<UInt8>,
    from input: inout ArraySlice<UnsafeBufferPointer<UInt8>>
  ) throws {
    stream.pointee.next_out = output.baseAddress
    stream.pointee.avail_out = UInt32(output.count)
    while stream.pointee.avail_out > 0 {
      if stream.pointee.avail_in == 0 {
        guard !isFinished, let chunk = input.popFirst() else {
          throw ImageError(problem: "the picture's data end too early")
        }
        stream.pointee.next_in = UnsafeMutablePointer(mutating: chunk.baseAddress)
        stream.pointee.avail_in = UInt32(chunk.count)
        continue
      }
      guard !isFinished else { throw ImageError(problem: "the picture's data end too early") }
      let status = inflate(stream, Z_NO_FLUSH)
      if status == Z_STREAM_END { isFinished = true }
      guard status == Z_OK || status == Z_STREAM_END else {
        throw ImageError(problem: "the picture's compressed data are broken")
      }
    }
  }

  /// All of `input` decompressed, at most `limit` bytes; nil if it is broken or longer.
  static func decompress(_ input: [UInt8], limit: Int) -> [UInt8]? {
    var result = [UInt8](repeating: 0, count: min(limit, max(64, input.count * 1032)))
    var count = uLongf(result.count)
    guard uncompress(&result, &count, input, uLong(input.count)) == Z_OK else { return nil }
    return Array(result.prefix(Int(count)))
  }
}

/// Compresses bytes to a zlib stream.
func deflated(_ input: [UInt8]) -> [UInt8] {
  var count = compressBound(uLong(input.count))
  var result = [UInt8](repeating: 0, count: Int(count))
  let status = compress2(&result, &count, input, uLong(input.count), 6)
  precondition(status == Z_OK, "there is room for the worst case")
  return Array(result.prefix(Int(count)))
}

/// The CRC-32 of bytes.
func checksum(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
  UInt32(crc32(0, bytes.baseAddress, UInt32(bytes.count)))
}
