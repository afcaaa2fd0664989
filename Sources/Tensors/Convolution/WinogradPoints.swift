/// The one-dimensional transforms of F(4, 3), by interpolation at 0, ±5/8, ±3/2 and infinity.
///
/// Points so placed keep the rounding error at a few times that of the plain sum, half of what
/// the usual 0, ±1, ±2 give (Barabasz et al., "Error Analysis and Improving the Accuracy of Winograd
/// Convolution for Deep Neural Networks", 2020). All constants of the transforms of tiles and of
/// products are exact in single precision.
enum WinogradPoints<Vector: SIMD> where Vector.Scalar: TensorScalar {
  typealias Scalar = Vector.Scalar
  typealias Six = (Vector, Vector, Vector, Vector, Vector, Vector)

  @inline(__always) private static var a: Scalar { 0.625 }
  @inline(__always) private static var b: Scalar { 1.5 }
  @inline(__always) private static var a2: Scalar { 0.390625 }
  @inline(__always) private static var b2: Scalar { 2.25 }

  /// Bᵀ d.
  @inline(__always)
  static func tile(_ d: Six) -> Six {
    let sum = Vector(repeating: -(a2 + b2))
    let product = Vector(repeating: a2 * b2)
    let evenA = d.4.addingProduct(d.2, Vector(repeating: -b2))
    let oddA = d.3.addingProduct(d.1, Vector(repeating: -b2))
    let evenB = d.4.addingProduct(d.2, Vector(repeating: -a2))
    let oddB = d.3.addingProduct(d.1, Vector(repeating: -a2))
    return (
      d.4.addingProduct(d.2, sum).addingProduct(d.0, product),
      evenA.addingProduct(oddA, Vector(repeating: a)),
      evenA.addingProduct(oddA, Vector(repeating: -a)),
      evenB.addingProduct(oddB, Vector(repeating: b)),
      evenB.addingProduct(oddB, Vector(repeating: -b)),
      d.5.addingProduct(d.3, sum).addingProduct(d.1, product)
    )
  }

  /// G g.
  @inline(__always)
  static func kernel(_ g0: Vector, _ g1: Vector, _ g2: Vector) -> Six {
    let scaleA = Vector(repeating: 1 / (2 * a2 * (a2 - b2)))
    let scaleB = Vector(repeating: 1 / (2 * b2 * (b2 - a2)))
    let evenA = g0.addingProduct(g2, Vector(repeating: a2)) * scaleA
    let oddA = g1 * Vector(repeating: a / (2 * a2 * (a2 - b2)))
    let evenB = g0.addingProduct(g2, Vector(repeating: b2)) * scaleB
    let oddB = g1 * Vector(repeating: b / (2 * b2 * (b2 - a2)))
    return (
      g0 * Vector(repeating: 1 / (a2 * b2)), evenA + oddA, evenA - oddA, evenB + oddB,
      evenB - oddB, g2
    )
  }

  /// Aᵀ m.
  @inline(__always)
  static func product(_ m: Six) -> (Vector, Vector, Vector, Vector) {
    let (evenA, oddA) = (m.1 + m.2, m.1 - m.2)
    let (evenB, oddB) = (m.3 + m.4, m.3 - m.4)
    return (
      m.0 + evenA + evenB,
      (oddB * Vector(repeating: b)).addingProduct(oddA, Vector(repeating: a)),
      (evenB * Vector(repeating: b2)).addingProduct(evenA, Vector(repeating: a2)),
      m.5.addingProduct(oddB, Vector(repeating: b2 * b)).addingProduct(
        oddA, Vector(repeating: a2 * a))
    )
  }

  /// Six vectors `step` elements apart.
  @inline(__always)
  static func load(_ place: UnsafePointer<Scalar>, _ step: Int) -> Six {
    (
      loadVector(Vector.self, place), loadVector(Vector.self, place + step),
      loadVector(Vector.self, place + 2 * step), loadVector(Vector.self, place + 3 * step),
      loadVector(Vector.self, place + 4 * step), loadVector(Vector.self, place + 5 * step)
    )
  }

  @inline(__always)
  static func store(_ values: Six, to place: UnsafeMutablePointer<Scalar>, _ step: Int) {
    storeVector(values.0, to: place)
    storeVector(values.1, to: place + step)
    storeVector(values.2, to: place + 2 * step)
    storeVector(values.3, to: place + 3 * step)
    storeVector(values.4, to: place + 4 * step)
    storeVector(values.5, to: place + 5 * step)
  }

  @inline(__always)
  static func store(
    _ values: (Vector, Vector, Vector, Vector), to place: UnsafeMutablePointer<Scalar>, _ step: Int
  ) {
    storeVector(values.0, to: place)
    storeVector(values.1, to: place + step)
    storeVector(values.2, to: place + 2 * step)
    storeVector(values.3, to: place + 3 * step)
  }
}
