import Tensors

/// The numbers of `ci/oracle/units/model_rows/recipe.py`.
enum Recipe {
  static func numbers(
    _ row: String, _ name: String, _ shape: [Int], exponent: Int, offset: Int = 0
  ) -> Tensor<Float> {
    let seed = seed("\(row)/\(name)")
    let scale = Float(sign: .plus, exponent: exponent - 16, significand: 1)
    return Tensor(unsafeUninitialized: shape) { buffer in
      for index in buffer.indices {
        var z = seed &+ UInt64(index + 1) &* 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        z ^= z >> 31
        buffer[index] = Float(2 * Int(z >> 48) - 65535) * scale + Float(offset)
      }
    }
  }

  private static func seed(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

extension Tensor where Scalar == Float {
  /// The same numbers in either precision.
  func widened<Target: TensorScalar>(to _: Target.Type = Target.self) -> Tensor<Target> {
    Tensor<Target>(values.map { Target($0) }, shape: shape)
  }
}
