/// The sums of eight rows and one vector of columns, in registers.
@usableFromInline
struct EightRows<Vector: SIMD> where Vector.Scalar: BinaryFloatingPoint {
  @usableFromInline var row0 = Vector()
  @usableFromInline var row1 = Vector()
  @usableFromInline var row2 = Vector()
  @usableFromInline var row3 = Vector()
  @usableFromInline var row4 = Vector()
  @usableFromInline var row5 = Vector()
  @usableFromInline var row6 = Vector()
  @usableFromInline var row7 = Vector()

  @inlinable @inline(__always)
  init() {}

  /// Adds `columns` times each of the eight elements at `factors`.
  @inlinable @inline(__always)
  mutating func add(_ columns: Vector, times factors: UnsafePointer<Vector.Scalar>) {
    row0.addProduct(columns, Vector(repeating: factors[0]))
    row1.addProduct(columns, Vector(repeating: factors[1]))
    row2.addProduct(columns, Vector(repeating: factors[2]))
    row3.addProduct(columns, Vector(repeating: factors[3]))
    row4.addProduct(columns, Vector(repeating: factors[4]))
    row5.addProduct(columns, Vector(repeating: factors[5]))
    row6.addProduct(columns, Vector(repeating: factors[6]))
    row7.addProduct(columns, Vector(repeating: factors[7]))
  }

  /// Writes the rows, `pitch` elements apart, or adds them to what is there.
  @inlinable @inline(__always)
  func store(to target: UnsafeMutablePointer<Vector.Scalar>, pitch: Int, adding: Bool) {
    @inline(__always)
    func put(_ row: Vector, _ index: Int) {
      let place = UnsafeMutableRawPointer(target + index * pitch)
      let sum = adding ? row + place.loadUnaligned(as: Vector.self) : row
      place.storeBytes(of: sum, as: Vector.self)
    }
    put(row0, 0)
    put(row1, 1)
    put(row2, 2)
    put(row3, 3)
    put(row4, 4)
    put(row5, 5)
    put(row6, 6)
    put(row7, 7)
  }
}

/// c = a · b, or c += a · b, for a panel of eight rows and one of one or two vectors of columns.
///
/// `a` is `[count, 8]`, `b` `[count, pitch]` and `c` `[8, pitch]`, all without gaps; the panel has
/// one vector of columns or two, side by side from the first on.
@inlinable @inline(__always)
public func multiplyPanels<Vector: SIMD>(
  _: Vector.Type, count: Int, _ a: UnsafePointer<Vector.Scalar>,
  _ b: UnsafePointer<Vector.Scalar>, pitch: Int, _ c: UnsafeMutablePointer<Vector.Scalar>,
  hasTwoVectors: Bool, adding: Bool
) where Vector.Scalar: BinaryFloatingPoint {
  var left = EightRows<Vector>()
  var (a, b) = (a, b)
  if hasTwoVectors {
    var right = EightRows<Vector>()
    for _ in 0..<count {
      let source = UnsafeRawPointer(b)
      left.add(source.loadUnaligned(as: Vector.self), times: a)
      right.add(
        source.loadUnaligned(fromByteOffset: MemoryLayout<Vector>.size, as: Vector.self), times: a)
      a += 8
      b += pitch
    }
    right.store(to: c + Vector.scalarCount, pitch: pitch, adding: adding)
  } else {
    for _ in 0..<count {
      left.add(UnsafeRawPointer(b).loadUnaligned(as: Vector.self), times: a)
      a += 8
      b += pitch
    }
  }
  left.store(to: c, pitch: pitch, adding: adding)
}
