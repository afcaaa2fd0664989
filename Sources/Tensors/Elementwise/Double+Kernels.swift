import Foundation
import RealModule

extension Double: ScalarKernels {
  /// The exponential function: x = n·ln 2 + r, the Taylor polynomial of degree 13 in r (remainder
  /// below 5e-18 for |r| ≤ ln 2 / 2), scaled by 2ⁿ in two steps.
  @inline(__always)
  public static func kernelExp(_ x: Double) -> Double {
    var x = x < -746 ? -746 : x
    x = x > 710 ? 710 : x
    let (power, shifted) = reducedExp(x)
    let exponent = Int64(bitPattern: shifted) &- 0x4338_0000_0000_0000
    let half = exponent &>> 1
    let first = Double(bitPattern: UInt64(bitPattern: (half &+ 1023) &<< 52))
    let second = Double(bitPattern: UInt64(bitPattern: (exponent &- half &+ 1023) &<< 52))
    return power * first * second
  }

  /// eˣ where that is a normal number: 2ⁿ goes straight into the exponent bits.
  @inline(__always)
  public static func kernelBoundedExp(_ x: Double) -> Double {
    let (power, shifted) = reducedExp(x > 709.4 ? 709.4 : x)
    let scaled = Double(bitPattern: power.bitPattern &+ (shifted &<< 52))
    return x < -708.3 ? 0 : scaled
  }

  /// eʳ and n, which lies in the low bits, for x = n·ln 2 + r.
  @inline(__always)
  private static func reducedExp(_ x: Double) -> (power: Double, shifted: UInt64) {
    // Adding 1.5·2⁵² rounds to an integer and leaves it in the low bits.
    let shifted = (6_755_399_441_055_744 as Double).addingProduct(x, 1.442_695_040_888_963_4)
    let n = shifted - 6_755_399_441_055_744
    var r = x.addingProduct(n, -6.931_471_803_691_238_16e-1)
    r = r.addingProduct(n, -1.908_214_929_270_587_7e-10)
    var p: Double = 1.605_904_383_682_161_3e-10
    p = (2.087_675_698_786_81e-09 as Double).addingProduct(p, r)
    p = (2.505_210_838_544_172e-08 as Double).addingProduct(p, r)
    p = (2.755_731_922_398_589e-07 as Double).addingProduct(p, r)
    p = (2.755_731_922_398_589_3e-06 as Double).addingProduct(p, r)
    p = (2.480_158_730_158_73e-05 as Double).addingProduct(p, r)
    p = (1.984_126_984_126_984e-04 as Double).addingProduct(p, r)
    p = (1.388_888_888_888_889e-03 as Double).addingProduct(p, r)
    p = (8.333_333_333_333_333e-03 as Double).addingProduct(p, r)
    p = (4.166_666_666_666_666_4e-02 as Double).addingProduct(p, r)
    p = (1.666_666_666_666_666_6e-01 as Double).addingProduct(p, r)
    p = (0.5 as Double).addingProduct(p, r)
    return (r.addingProduct(p, r * r) + 1, shifted.bitPattern)
  }

  /// x · Φ(x), with the C library's error function.
  @inline(__always)
  public static func kernelGELU(_ x: Double) -> Double {
    x * 0.5 * (1 + erf(x * 0.707_106_781_186_547_524_4))
  }

  /// The hyperbolic tangent: Cephes' rational function near 0, else from the exponential function.
  @inline(__always)
  public static func kernelTanh(_ x: Double) -> Double {
    let magnitude = x.magnitude
    let z = x * x
    var p: Double = -9.643_991_794_250_523e-1
    p = (-9.928_772_310_019_185e1 as Double).addingProduct(p, z)
    p = (-1.614_687_684_417_084_5e3 as Double).addingProduct(p, z)
    var q = z + 1.128_116_784_916_329_3e2
    q = (2.235_488_390_601_004_5e3 as Double).addingProduct(q, z)
    q = (4.844_063_053_251_255e3 as Double).addingProduct(q, z)
    let small = x.addingProduct(x * z, p / q)
    let large = 1 - 2 / (kernelBoundedExp(magnitude + magnitude) + 1)
    let signed = Double(
      bitPattern: large.bitPattern | (x.bitPattern & 0x8000_0000_0000_0000))
    return magnitude < 0.625 ? small : signed
  }

  /// The error function, the C library's.
  @inline(__always)
  public static func kernelErf(_ x: Double) -> Double { Double.erf(x) }

  /// The power function of the C library, defined for negative bases with whole exponents.
  @inline(__always)
  public static func kernelPow(_ base: Double, _ exponent: Double) -> Double {
    Foundation.pow(base, exponent)
  }
}
