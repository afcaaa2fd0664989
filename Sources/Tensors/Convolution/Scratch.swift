/// Lends `count` elements of memory that is not initialised.
@inline(__always)
func withScratch<Scalar: TensorScalar>(
  _ count: Int, _ body: (UnsafeMutablePointer<Scalar>) -> Void
) {
  let (scratch, capacity) = allocateBytes(count * MemoryLayout<Scalar>.stride)
  defer { recycleBytes(scratch, capacity: capacity) }
  body(scratch.bindMemory(to: Scalar.self, capacity: max(1, count)))
}

/// Copies `count` elements; short runs without a call.
@inline(__always)
func copy<Scalar: TensorScalar>(
  from source: UnsafePointer<Scalar>, _ count: Int, to target: UnsafeMutablePointer<Scalar>
) {
  if count >= 64 {
    target.update(from: source, count: count)
  } else {
    for t in 0..<count { target[t] = source[t] }
  }
}

/// Writes `value` to `count` elements.
@inline(__always)
func fill<Scalar: TensorScalar>(
  _ target: UnsafeMutablePointer<Scalar>, _ count: Int, _ value: Scalar
) {
  for t in 0..<max(0, count) { target[t] = value }
}

@inline(__always)
func loadVector<Vector: SIMD>(_: Vector.Type, _ source: UnsafePointer<Vector.Scalar>) -> Vector {
  UnsafeRawPointer(source).loadUnaligned(as: Vector.self)
}

@inline(__always)
func storeVector<Vector: SIMD>(_ value: Vector, to target: UnsafeMutablePointer<Vector.Scalar>) {
  UnsafeMutableRawPointer(target).storeBytes(of: value, as: Vector.self)
}
