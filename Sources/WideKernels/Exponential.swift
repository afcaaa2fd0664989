/// eˣ for x ≤ 0, as `Float.kernelBoundedExp`: 0 where that is no normal number, and not a number where x
/// is none.
@inline(__always)
func exponential(_ x: Lane) -> Lane {
  // Adding 1.5·2²³ + 127 rounds to an integer n and leaves n + 127, the exponent of 2ⁿ, in the low bits.
  let magic = Lane(repeating: 12_583_039)
  let shifted = magic.addingProduct(x, Lane(repeating: 1.442_695_04))
  let n = shifted - magic
  var r = x.addingProduct(n, Lane(repeating: -0.693_359_375))
  r = r.addingProduct(n, Lane(repeating: 2.121_944_4e-4))
  var p = Lane(repeating: 1.381_458_132_7e-3)
  p = Lane(repeating: 8.368_724_957_1e-3).addingProduct(p, r)
  p = Lane(repeating: 4.166_838_899_3e-2).addingProduct(p, r)
  p = Lane(repeating: 1.666_652_113_2e-1).addingProduct(p, r)
  p = Lane(repeating: 4.999_999_403_95e-1).addingProduct(p, r)
  p = r.addingProduct(p, r * r) + 1
  let power = unsafeBitCast(unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< 23, to: Lane.self)
  return (p * power).replacing(with: 0, where: x .< -87.3)
}
