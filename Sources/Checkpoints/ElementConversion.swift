import Tensors

/// Converts the elements in `bytes`, which need no alignment, to `Scalar`; `target` has as many.
@specialized(where Scalar == Float)
@specialized(where Scalar == Double)
func convertElements<Scalar: TensorScalar>(
  _ bytes: UnsafeRawBufferPointer, _ dtype: SafetensorsType,
  to target: UnsafeMutableBufferPointer<Scalar>
) {
  switch dtype {
  case .bool: convert(bytes, UInt8.self, to: target) { $0 == 0 ? 0 : 1 }
  case .uint8: convert(bytes, UInt8.self, to: target) { Scalar($0) }
  case .int8: convert(bytes, Int8.self, to: target) { Scalar($0) }
  case .int16: convert(bytes, Int16.self, to: target) { Scalar($0) }
  case .uint16: convert(bytes, UInt16.self, to: target) { Scalar($0) }
  case .float16: convert(bytes, UInt16.self, to: target) { Scalar(halfToFloat($0)) }
  case .bfloat16:
    convert(bytes, UInt16.self, to: target) { Scalar(Float(bitPattern: UInt32($0) << 16)) }
  case .int32: convert(bytes, Int32.self, to: target) { Scalar($0) }
  case .uint32: convert(bytes, UInt32.self, to: target) { Scalar($0) }
  case .float32: convert(bytes, UInt32.self, to: target) { Scalar(Float(bitPattern: $0)) }
  case .int64: convert(bytes, Int64.self, to: target) { Scalar($0) }
  case .uint64: convert(bytes, UInt64.self, to: target) { Scalar($0) }
  case .float64: convert(bytes, UInt64.self, to: target) { Scalar(Double(bitPattern: $0)) }
  case .float8E4M3, .float8E5M2: target.initialize(repeating: 0)
  }
}

@inline(__always)
private func convert<Source: FixedWidthInteger & BitwiseCopyable, Scalar: TensorScalar>(
  _ bytes: UnsafeRawBufferPointer, _ source: Source.Type,
  to target: UnsafeMutableBufferPointer<Scalar>, _ body: (Source) -> Scalar
) {
  for index in target.indices {
    let element = bytes.loadUnaligned(
      fromByteOffset: index * MemoryLayout<Source>.size, as: Source.self)
    target[index] = body(element)
  }
}

/// IEEE half precision to single, without needing the processor's own half type.
@inline(__always)
private func halfToFloat(_ half: UInt16) -> Float {
  let sign = UInt32(half & 0x8000) << 16
  let magnitude = UInt32(half & 0x7fff) << 13
  // A multiplication moves the exponent and makes subnormal halves normal, both exactly.
  let scaled = Float(bitPattern: magnitude) * 0x1p112
  let bits = magnitude >= 0x0f80_0000 ? magnitude | 0x7f80_0000 : scaled.bitPattern
  return Float(bitPattern: bits | sign)
}

/// The integers or booleans in `bytes`, nil for other dtypes and for values beyond `Int`.
func integerElements(_ bytes: UnsafeRawBufferPointer, _ dtype: SafetensorsType) -> [Int]? {
  func all<Source: FixedWidthInteger & BitwiseCopyable>(
    _ type: Source.Type, _ body: (Source) -> Int? = { Int(exactly: $0) }
  ) -> [Int]? {
    let size = MemoryLayout<Source>.size
    var values: [Int] = []
    values.reserveCapacity(bytes.count / size)
    for offset in stride(from: 0, to: bytes.count, by: size) {
      guard let value = body(bytes.loadUnaligned(fromByteOffset: offset, as: Source.self)) else {
        return nil
      }
      values.append(value)
    }
    return values
  }
  return switch dtype {
  case .bool: all(UInt8.self) { $0 == 0 ? 0 : 1 }
  case .uint8: all(UInt8.self)
  case .int8: all(Int8.self)
  case .int16: all(Int16.self)
  case .uint16: all(UInt16.self)
  case .int32: all(Int32.self)
  case .uint32: all(UInt32.self)
  case .int64: all(Int64.self)
  case .uint64: all(UInt64.self)
  default: nil
  }
}

/// Whether all elements are finite: one pass over the bits.
func allFinite(_ bytes: UnsafeRawBufferPointer, _ dtype: SafetensorsType) -> Bool {
  switch dtype {
  case .float64: allFinite(bytes, exponent: 0x7ff0_0000_0000_0000 as UInt64)
  case .float32: allFinite(bytes, exponent: 0x7f80_0000 as UInt32)
  case .bfloat16: allFinite(bytes, exponent: 0x7f80 as UInt16)
  case .float16: allFinite(bytes, exponent: 0x7c00 as UInt16)
  default: true
  }
}

/// Whether no element has all bits of `exponent` set. Runs of elements are folded to one word with
/// no branches in between, which the compiler turns into vectors.
@inline(__always)
private func allFinite<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
  _ bytes: UnsafeRawBufferPointer, exponent: Bits
) -> Bool {
  let size = MemoryLayout<Bits>.size
  let count = bytes.count / size
  let run = 4096
  for start in stride(from: 0, to: count, by: run) {
    var largest: Bits = 0
    for index in start..<min(start + run, count) {
      let bits = bytes.loadUnaligned(fromByteOffset: index &* size, as: Bits.self) & exponent
      largest = max(largest, bits)
    }
    if largest == exponent { return false }
  }
  return true
}
