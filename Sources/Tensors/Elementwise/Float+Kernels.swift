import Foundation

extension Float: ScalarKernels {
  /// The exponential function: x = n·ln 2 + r, a minimax polynomial in r, scaled by 2ⁿ in two steps so
  /// that subnormal results and overflow come out right.
  @inline(__always)
  public static func kernelExp(_ x: Float) -> Float {
    var x = x < -105 ? -105 : x
    x = x > 89 ? 89 : x
    let (power, shifted) = reducedExp(x)
    let exponent = Int32(bitPattern: shifted) &- 0x4B40_0000
    let half = exponent &>> 1
    let first = Float(bitPattern: UInt32(bitPattern: (half &+ 127) &<< 23))
    let second = Float(bitPattern: UInt32(bitPattern: (exponent &- half &+ 127) &<< 23))
    return power * first * second
  }

  /// eˣ where that is a normal number: 2ⁿ goes straight into the exponent bits.
  @inline(__always)
  public static func kernelBoundedExp(_ x: Float) -> Float {
    let (power, shifted) = reducedExp(x > 88.3 ? 88.3 : x)
    let scaled = Float(bitPattern: power.bitPattern &+ (shifted &<< 23))
    return x < -87.3 ? 0 : scaled
  }

  /// eʳ and n, which lies in the low bits, for x = n·ln 2 + r.
  @inline(__always)
  private static func reducedExp(_ x: Float) -> (power: Float, shifted: UInt32) {
    // Adding 1.5·2²³ rounds to an integer and leaves it in the low bits.
    let shifted = (12_582_912 as Float).addingProduct(x, 1.442_695_04)
    let n = shifted - 12_582_912
    var r = x.addingProduct(n, -0.693_359_375)
    r = r.addingProduct(n, 2.121_944_4e-4)
    var p: Float = 1.381_458_132_7e-3
    p = (8.368_724_957_1e-3 as Float).addingProduct(p, r)
    p = (4.166_838_899_3e-2 as Float).addingProduct(p, r)
    p = (1.666_652_113_2e-1 as Float).addingProduct(p, r)
    p = (4.999_999_403_95e-1 as Float).addingProduct(p, r)
    return (r.addingProduct(p, r * r) + 1, shifted.bitPattern)
  }

  /// x · Φ(x) = max(x, 0) - |x|/2 · erfc(|x|/√2), with a minimax polynomial for log₂ of the latter:
  /// the error stays below a unit in the last place of max(1, |x|), and small tails keep their size.
  @inline(__always)
  public static func kernelGELU(_ x: Float) -> Float {
    let t = x.magnitude > 10 ? 10 : x.magnitude
    var l: Float = 4.516_501_661_6e-8
    l = (-1.484_047_970_7e-6 as Float).addingProduct(l, t)
    l = (1.772_553_514_5e-5 as Float).addingProduct(l, t)
    l = (-7.051_827_560_6e-5 as Float).addingProduct(l, t)
    l = (-4.391_190_886_96e-4 as Float).addingProduct(l, t)
    l = (7.485_491_689_3e-3 as Float).addingProduct(l, t)
    l = (-5.280_917_510_4e-2 as Float).addingProduct(l, t)
    l = (-4.590_960_144_997e-1 as Float).addingProduct(l, t)
    l = (-1.151_119_828_2 as Float).addingProduct(l, t)
    l *= t
    let shifted = l + 12_582_912
    let f = l - (shifted - 12_582_912)
    var p: Float = 1.535_325_718e-4
    p = (1.339_900_307_4e-3 as Float).addingProduct(p, f)
    p = (9.618_438_780_3e-3 as Float).addingProduct(p, f)
    p = (5.550_331_994_9e-2 as Float).addingProduct(p, f)
    p = (2.402_264_773_8e-1 as Float).addingProduct(p, f)
    p = (6.931_471_824_6e-1 as Float).addingProduct(p, f)
    p = (1 as Float).addingProduct(p, f)
    let complement = Float(bitPattern: p.bitPattern &+ (shifted.bitPattern &<< 23))
    let tail = 0.5 * x.magnitude * complement
    return x > 0 ? x - tail : -tail
  }

  /// The hyperbolic tangent: Cephes' polynomial near 0, else from the exponential function.
  @inline(__always)
  public static func kernelTanh(_ x: Float) -> Float {
    let magnitude = x.magnitude
    let z = x * x
    var p: Float = -5.704_988_727_45e-3
    p = (2.063_908_879_54e-2 as Float).addingProduct(p, z)
    p = (-5.373_971_555_31e-2 as Float).addingProduct(p, z)
    p = (1.333_144_220_36e-1 as Float).addingProduct(p, z)
    p = (-3.333_328_191_82e-1 as Float).addingProduct(p, z)
    let small = x.addingProduct(p * z, x)
    let large = 1 - 2 / (kernelBoundedExp(magnitude + magnitude) + 1)
    let signed = Float(bitPattern: large.bitPattern | (x.bitPattern & 0x8000_0000))
    return magnitude < 0.625 ? small : signed
  }

  /// The error function: minimax polynomials, odd near 0 and in the exponent beyond.
  @inline(__always)
  public static func kernelErf(_ x: Float) -> Float {
    let t = x.magnitude
    let s = x * x
    var r = (3.831_971_26e-4 as Float).addingProduct(-1.728_534_70e-5, t)
    let u = (2.425_462_19e-2 as Float).addingProduct(-3.883_964_38e-3, t)
    r = u.addingProduct(r, s)
    r = (-1.067_778_77e-1 as Float).addingProduct(r, t)
    r = (-6.348_466_87e-1 as Float).addingProduct(r, t)
    r = (-1.287_175_12e-1 as Float).addingProduct(r, t)
    r = (-t).addingProduct(r, t)
    // Beyond 4 the result is 1; the polynomial is not meant for it.
    let large = 1 - kernelBoundedExp(t > 4 ? -20 : r)
    let signed = Float(bitPattern: large.bitPattern | (x.bitPattern & 0x8000_0000))
    var q: Float = -5.967_617_03e-4
    q = (4.991_194_23e-3 as Float).addingProduct(q, s)
    q = (-2.676_813_49e-2 as Float).addingProduct(q, s)
    q = (1.128_199_25e-1 as Float).addingProduct(q, s)
    q = (-3.761_253_36e-1 as Float).addingProduct(q, s)
    q = (1.283_791_66e-1 as Float).addingProduct(q, s)
    let small = x.addingProduct(q, x)
    return t > 0.927_734_375 ? signed : small
  }

  /// The power function of the C library, defined for negative bases with whole exponents.
  @inline(__always)
  public static func kernelPow(_ base: Float, _ exponent: Float) -> Float {
    Foundation.powf(base, exponent)
  }
}
