/// G g Gᵀ of eight neighbouring 3×3 kernels, one lane each; component k goes to `target + k * plane`.
@inline(__always)
func transformEightKernels<Scalar: TensorScalar>(
  _ source: UnsafePointer<Scalar>, to target: UnsafeMutablePointer<Scalar>, plane: Int
) {
  @inline(__always)
  func element(_ index: Int) -> SIMD8<Scalar> {
    SIMD8(
      source[index], source[index + 9], source[index + 18], source[index + 27],
      source[index + 36], source[index + 45], source[index + 54], source[index + 63])
  }
  @inline(__always)
  func store(
    _ row: Int, _ first: SIMD8<Scalar>, _ second: SIMD8<Scalar>, _ third: SIMD8<Scalar>
  ) {
    let (sum, half) = (first + third, SIMD8<Scalar>(repeating: 0.5))
    storeVector(first, to: target + row * 4 * plane)
    storeVector((sum + second) * half, to: target + (row * 4 + 1) * plane)
    storeVector((sum - second) * half, to: target + (row * 4 + 2) * plane)
    storeVector(third, to: target + (row * 4 + 3) * plane)
  }
  let half = SIMD8<Scalar>(repeating: 0.5)
  let (g0, g1, g2) = (element(0), element(1), element(2))
  let (g3, g4, g5) = (element(3), element(4), element(5))
  let (g6, g7, g8) = (element(6), element(7), element(8))
  let (s0, s1, s2) = (g0 + g6, g1 + g7, g2 + g8)
  store(0, g0, g1, g2)
  store(1, (s0 + g3) * half, (s1 + g4) * half, (s2 + g5) * half)
  store(2, (s0 - g3) * half, (s1 - g4) * half, (s2 - g5) * half)
  store(3, g6, g7, g8)
}

@inline(__always)
func loadVector<Vector: SIMD>(_: Vector.Type, _ source: UnsafePointer<Vector.Scalar>) -> Vector {
  UnsafeRawPointer(source).loadUnaligned(as: Vector.self)
}

@inline(__always)
func storeVector<Vector: SIMD>(_ value: Vector, to target: UnsafeMutablePointer<Vector.Scalar>) {
  UnsafeMutableRawPointer(target).storeBytes(of: value, as: Vector.self)
}

/// Four input rows under one row of tiles, their even and odd columns apart, so that neighbouring
/// tiles are neighbouring elements.
struct TileLines<Scalar: TensorScalar> {
  private let columns: Int
  private let pitch: Int
  /// Lines of even columns, then of odd ones; row y is in line y % 4.
  private let lines: UnsafeMutablePointer<Scalar>
  private let padded: UnsafeMutablePointer<Scalar>
  private var firstLine = 0

  init(_ scratch: UnsafeMutablePointer<Scalar>, columns: Int) {
    self.columns = columns
    pitch = Self.pitch(columns)
    lines = scratch
    padded = scratch + 8 * pitch
  }

  private static func pitch(_ columns: Int) -> Int { columns + 1 + 16 }

  static func size(columns: Int) -> Int { 10 * pitch(columns) + 32 }

  /// Reads the rows of `tileRow`, or only the last two if the row before was read just now.
  @inline(__always)
  mutating func read(
    _ geometry: ConvolutionGeometry, _ source: UnsafePointer<Scalar>, tileRow: Int,
    continuing: Bool
  ) {
    for row in (continuing ? 2 : 0)..<4 {
      let y = 2 * tileRow + row - geometry.padding.rows
      let even = lines + ((2 * tileRow + row) & 3) * pitch
      let odd = even + 4 * pitch
      guard y >= 0 && y < geometry.height else {
        fill(even, pitch, 0)
        fill(odd, pitch, 0)
        continue
      }
      let extent = 2 * (columns + 1)
      let lead = geometry.padding.columns
      let count = max(0, min(geometry.width, extent - lead))
      fill(padded, lead, 0)
      copy(from: source + y * geometry.rowStride, count, to: padded + lead)
      fill(padded + lead + count, extent - lead - count, 0)
      for x in stride(from: 0, to: columns + 1, by: 8) {
        let pairs = loadVector(SIMD16<Scalar>.self, padded + 2 * x)
        storeVector(pairs.evenHalf, to: even + x)
        storeVector(pairs.oddHalf, to: odd + x)
      }
    }
    firstLine = (2 * tileRow) & 3
  }

  /// Bᵀ d B of all tiles of the row; component k of tile x goes to `target + k * plane + x`.
  @inline(__always)
  func transform<Vector: SIMD>(
    _: Vector.Type, to target: UnsafeMutablePointer<Scalar>, plane: Int
  ) where Vector.Scalar == Scalar {
    let row0 = lines + firstLine * pitch
    let row1 = lines + ((firstLine + 1) & 3) * pitch
    let row2 = lines + ((firstLine + 2) & 3) * pitch
    let row3 = lines + ((firstLine + 3) & 3) * pitch
    var x = 0
    while true {
      let (a, b, c, d) = (row0 + x, row1 + x, row2 + x, row3 + x)
      let (p, q) = (target + x, plane)
      store(
        Vector.self, { loadVector(Vector.self, a + $0) - loadVector(Vector.self, c + $0) }, p, q
      )
      store(
        Vector.self, { loadVector(Vector.self, b + $0) + loadVector(Vector.self, c + $0) },
        p + 4 * q, q)
      store(
        Vector.self, { loadVector(Vector.self, c + $0) - loadVector(Vector.self, b + $0) },
        p + 8 * q, q)
      store(
        Vector.self, { loadVector(Vector.self, b + $0) - loadVector(Vector.self, d + $0) },
        p + 12 * q, q)
      guard x + Vector.scalarCount < columns else { return }
      // The last step overlaps the one before instead of leaving the row.
      x = min(x + Vector.scalarCount, columns - Vector.scalarCount)
    }
  }

  /// The second half of the transform, of one row whose element at a distance `line` gives.
  @inline(__always)
  private func store<Vector: SIMD>(
    _: Vector.Type, _ line: (Int) -> Vector, _ target: UnsafeMutablePointer<Scalar>, _ plane: Int
  ) where Vector.Scalar == Scalar {
    let (even, nextEven) = (line(0), line(1))
    let (odd, nextOdd) = (line(4 * pitch), line(4 * pitch + 1))
    storeVector(even - nextEven, to: target)
    storeVector(odd + nextEven, to: target + plane)
    storeVector(nextEven - odd, to: target + 2 * plane)
    storeVector(odd - nextOdd, to: target + 3 * plane)
  }
}

/// The two output rows of one row of tiles, even and odd columns apart.
struct ProductLines<Scalar: TensorScalar> {
  private let columns: Int
  private let pitch: Int
  private let lines: UnsafeMutablePointer<Scalar>

  init(_ scratch: UnsafeMutablePointer<Scalar>, columns: Int) {
    self.columns = columns
    pitch = columns + 8
    lines = scratch
  }

  static func size(columns: Int) -> Int { 4 * (columns + 8) + 16 }

  /// Aᵀ m A plus `shift` of all tiles of the row.
  @inline(__always)
  func transform<Vector: SIMD>(
    _: Vector.Type, from source: UnsafePointer<Scalar>, plane: Int, adding shift: Scalar
  ) where Vector.Scalar == Scalar {
    let shift = Vector(repeating: shift)
    var x = 0
    while true {
      @inline(__always)
      func column(_ j: Int) -> (Vector, Vector) {
        let p = source + x + j * plane
        let m0 = loadVector(Vector.self, p)
        let m1 = loadVector(Vector.self, p + 4 * plane)
        let m2 = loadVector(Vector.self, p + 8 * plane)
        let m3 = loadVector(Vector.self, p + 12 * plane)
        return (m0 + m1 + m2, m1 - m2 - m3)
      }
      let (c0, c1, c2, c3) = (column(0), column(1), column(2), column(3))
      storeVector(c0.0 + c1.0 + c2.0 + shift, to: lines + x)
      storeVector(c1.0 - c2.0 - c3.0 + shift, to: lines + pitch + x)
      storeVector(c0.1 + c1.1 + c2.1 + shift, to: lines + 2 * pitch + x)
      storeVector(c1.1 - c2.1 - c3.1 + shift, to: lines + 3 * pitch + x)
      guard x + Vector.scalarCount < columns else { return }
      x = min(x + Vector.scalarCount, columns - Vector.scalarCount)
    }
  }

  /// Writes the rows to the output plane, without what an odd height or width lacks.
  @inline(__always)
  func write(
    _ geometry: ConvolutionGeometry, to plane: UnsafeMutablePointer<Scalar>, tileRow: Int
  ) {
    let width = geometry.outputWidth
    for row in 0..<min(2, geometry.outputHeight - 2 * tileRow) {
      let target = plane + (2 * tileRow + row) * width
      let even = lines + 2 * row * pitch
      let odd = even + pitch
      var x = 0
      while 2 * x + 16 <= width {
        var pairs = SIMD16<Scalar>()
        pairs.evenHalf = loadVector(SIMD8<Scalar>.self, even + x)
        pairs.oddHalf = loadVector(SIMD8<Scalar>.self, odd + x)
        storeVector(pairs, to: target + 2 * x)
        x += 8
      }
      for column in 2 * x..<width {
        target[column] = column & 1 == 0 ? even[column / 2] : odd[column / 2]
      }
    }
  }
}
