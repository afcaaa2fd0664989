extension BoxMuller {
  /// As torch computes it with AVX2: Cephes' single-precision logarithm, sine and cosine
  /// (`avx_mathfun.h`), with the fused products that its compiler makes of them.
  static func transformAVX2(_ block: UnsafeMutablePointer<Float>) {
    for index in 0..<8 {
      let radius = (-2 * cephesLog(1 - block[index])).squareRoot()
      let (sine, cosine) = cephesSineCosine(Float(2 * Double.pi) * block[index + 8])
      block[index] = radius * cosine + 0
      block[index + 8] = radius * sine + 0
    }
  }

  /// The natural logarithm of a positive normal number.
  private static func cephesLog(_ argument: Float) -> Float {
    let bits = argument.bitPattern
    var exponent = Float(Int32(bits >> 23) - 0x7f) + 1
    var x = Float(bitPattern: bits & 0x007f_ffff | Float(0.5).bitPattern)
    if x < 0.707106781186547524 {
      exponent -= 1
      x = (x - 1) + x
    } else {
      x -= 1
    }
    let square = x * x
    var y: Float = 7.0376836292e-2
    for coefficient: Float in [
      -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
      2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
    ] {
      y = coefficient.addingProduct(y, x)
    }
    y = (exponent * -2.12194440e-4).addingProduct(y * x, square)
    y -= square * 0.5
    return (x + y).addingProduct(exponent, 0.693359375)
  }

  /// Sine and cosine of an angle that is not negative.
  private static func cephesSineCosine(_ angle: Float) -> (sine: Float, cosine: Float) {
    let octant = (Int32(angle * 1.27323954473516) + 1) & ~1
    let multiple = Float(octant)
    let x = angle.addingProduct(multiple, -0.78515625)
      .addingProduct(multiple, -2.4187564849853515625e-4)
      .addingProduct(multiple, -3.77489497744594108e-8)
    let square = x * x

    var even: Float = 2.443315711809948e-5
    even = Float(-1.388731625493765e-3).addingProduct(even, square)
    even = Float(4.166664568298827e-2).addingProduct(even, square)
    even = (-0.5 * square).addingProduct(even * square, square) + 1

    var odd: Float = -1.9515295891e-4
    odd = Float(8.3321608736e-3).addingProduct(odd, square)
    odd = Float(-1.6666654611e-1).addingProduct(odd, square)
    odd = x.addingProduct(odd * square, x)

    let isSwapped = octant & 2 != 0
    let sine = isSwapped ? even : odd
    let cosine = isSwapped ? odd : even
    return (
      octant & 4 == 0 ? sine : -sine,
      (octant &- 2) & 4 == 0 ? -cosine : cosine
    )
  }
}
