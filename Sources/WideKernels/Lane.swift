/// Sixteen single-precision numbers: one register of AVX-512.
///
/// This module alone is compiled for AVX-512, so nobody may call into it on a processor without it, and
/// nothing of it may be inlined elsewhere: its public functions are `@inline(never)` and take addresses.
/// It also keeps to operations that are compiled in place. A generic function of the standard library
/// that it specialised out of line could be the copy that the linker picks for the whole program.
typealias Lane = SIMD16<Float>

/// Numbers in a `Lane`.
@inline(__always)
var laneCount: Int { 16 }

@inline(__always)
func load(_ source: UnsafePointer<Float>) -> Lane {
  UnsafeRawPointer(source).loadUnaligned(as: Lane.self)
}

/// The `count` < 16 numbers at `source`, and zeros.
@inline(__always)
func load(_ source: UnsafePointer<Float>, count: Int) -> Lane {
  var lane = Lane()
  for index in 0..<count { lane[index] = source[index] }
  return lane
}

@inline(__always)
func store(_ lane: Lane, _ target: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(target).storeBytes(of: lane, as: Lane.self)
}

@inline(__always)
func loadHalf(_ source: UnsafePointer<Float>) -> SIMD8<Float> {
  UnsafeRawPointer(source).loadUnaligned(as: SIMD8<Float>.self)
}

@inline(__always)
func storeHalf(_ half: SIMD8<Float>, _ target: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(target).storeBytes(of: half, as: SIMD8<Float>.self)
}

/// Sixteen registers, as rows of a square.
typealias Square = InlineArray<16, Lane>

/// The transposed square: rows i and i + 8 are interleaved, four times.
@inline(__always)
func transposed(_ rows: Square) -> Square {
  interleaved(interleaved(interleaved(interleaved(rows))))
}

@inline(__always)
private func interleaved(_ rows: Square) -> Square {
  // A copy takes no call, as filling it would.
  var result = rows
  for index in 0..<8 {
    var pair = SIMD32<Float>()
    pair.evenHalf = rows[unchecked: index]
    pair.oddHalf = rows[unchecked: index + 8]
    result[unchecked: 2 * index] = pair.lowHalf
    result[unchecked: 2 * index + 1] = pair.highHalf
  }
  return result
}
