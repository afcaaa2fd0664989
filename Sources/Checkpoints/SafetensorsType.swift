/// The element types of safetensors files, by the names the files use.
public enum SafetensorsType: String, Sendable, Hashable, CaseIterable {
  /// A boolean in one byte.
  case bool = "BOOL"
  /// 8 bits, unsigned.
  case uint8 = "U8"
  /// 8 bits, signed.
  case int8 = "I8"
  /// 8-bit float with 2 bits of mantissa; listed, not read.
  case float8E5M2 = "F8_E5M2"
  /// 8-bit float with 3 bits of mantissa; listed, not read.
  case float8E4M3 = "F8_E4M3"
  /// 16 bits, signed.
  case int16 = "I16"
  /// 16 bits, unsigned.
  case uint16 = "U16"
  /// IEEE half precision.
  case float16 = "F16"
  /// The upper half of a 32-bit float.
  case bfloat16 = "BF16"
  /// 32 bits, signed.
  case int32 = "I32"
  /// 32 bits, unsigned.
  case uint32 = "U32"
  /// IEEE single precision.
  case float32 = "F32"
  /// IEEE double precision.
  case float64 = "F64"
  /// 64 bits, signed.
  case int64 = "I64"
  /// 64 bits, unsigned.
  case uint64 = "U64"

  /// The bytes of one element.
  public var size: Int {
    switch self {
    case .bool, .uint8, .int8, .float8E5M2, .float8E4M3: 1
    case .int16, .uint16, .float16, .bfloat16: 2
    case .int32, .uint32, .float32: 4
    case .float64, .int64, .uint64: 8
    }
  }

  /// Whether elements are floating-point numbers.
  public var isFloatingPoint: Bool {
    switch self {
    case .float8E5M2, .float8E4M3, .float16, .bfloat16, .float32, .float64: true
    default: false
    }
  }
}

/// What a safetensors file says about one of its tensors.
public struct SafetensorsEntry: Sendable, Hashable {
  /// The element type.
  public let dtype: SafetensorsType
  /// The extents; empty for a scalar.
  public let shape: [Int]
  /// The place of the elements in the file, in bytes.
  public let range: Range<Int>

  /// The number of elements.
  public var count: Int { range.count / dtype.size }
}
