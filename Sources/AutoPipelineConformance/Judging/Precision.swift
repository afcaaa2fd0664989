import Checkpoints

/// The number format that an implementation ran in.
public enum Precision: String, Sendable, Hashable, CaseIterable {
  /// IEEE half precision.
  case float16
  /// The upper half of float32.
  case bfloat16
  /// Ordinary runs.
  case float32
  /// Ideal arithmetic.
  case float64

  /// Whether this has 16 bits.
  public var isHalf: Bool { self == .float16 || self == .bfloat16 }

  /// The verdict that a run in this format has to reach.
  public var required: Verdict {
    switch self {
    case .float16, .bfloat16: .halfClass
    case .float32: .float32Class
    case .float64: .exact
    }
  }

  /// The distance from 1 to the next number, halved: the largest relative error of rounding.
  var roundoff: Double {
    switch self {
    case .float16: 0x1p-11
    case .bfloat16: 0x1p-8
    case .float32: 0x1p-24
    case .float64: 0x1p-53
    }
  }

  /// The number of the format that is nearest to one of float32.
  func nearest(to value: Float) -> Float {
    switch self {
    case .float16: Float(Float16(value))
    case .bfloat16: Float(bitPattern: UInt32(roundedToBFloat16(value)) << 16)
    case .float32, .float64: value
    }
  }

  /// The smallest positive number, the distance of those next to zero.
  var leastMagnitude: Double {
    switch self {
    case .float16: 0x1p-24
    case .bfloat16: 0x1p-133
    case .float32: 0x1p-149
    case .float64: 0x1p-1074
    }
  }
}

extension Limit.Arithmetic {
  /// The number format.
  public var precision: Precision { self == .float64 ? .float64 : .float32 }
}
