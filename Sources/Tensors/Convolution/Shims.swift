import COpenBLAS
import Dispatch

/// `c = a * b`, or `c += a * b`, row-major with the given row lengths.
@inline(__always)
func multiply<Scalar: TensorScalar>(
  rows: Int, columns: Int, depth: Int, _ a: UnsafePointer<Scalar>, _ aRow: Int,
  _ b: UnsafePointer<Scalar>, _ bRow: Int, adding: Bool, _ c: UnsafeMutablePointer<Scalar>,
  _ cRow: Int, transposingA: Bool = false
) {
  let transpose = transposingA ? CblasTrans : CblasNoTrans
  if Scalar.self == Float.self {
    cblas_sgemm(
      CblasRowMajor, transpose, CblasNoTrans, blasint(rows), blasint(columns), blasint(depth),
      1, UnsafeRawPointer(a).assumingMemoryBound(to: Float.self), blasint(aRow),
      UnsafeRawPointer(b).assumingMemoryBound(to: Float.self), blasint(bRow), adding ? 1 : 0,
      UnsafeMutableRawPointer(c).assumingMemoryBound(to: Float.self), blasint(cRow))
  } else {
    cblas_dgemm(
      CblasRowMajor, transpose, CblasNoTrans, blasint(rows), blasint(columns), blasint(depth),
      1, UnsafeRawPointer(a).assumingMemoryBound(to: Double.self), blasint(aRow),
      UnsafeRawPointer(b).assumingMemoryBound(to: Double.self), blasint(bRow), adding ? 1 : 0,
      UnsafeMutableRawPointer(c).assumingMemoryBound(to: Double.self), blasint(cRow))
  }
}

private let singleThreaded: Void = openblas_set_num_threads(1)

/// Runs `body` on ranges that cover `0..<count`, in parallel if each gets `minimum` or more.
@inline(__always)
func performTasks(_ count: Int, _ minimum: Int, _ body: (Range<Int>) -> Void) {
  _ = singleThreaded
  let parts = min(2, count / max(1, minimum))
  guard parts > 1 else { return count > 0 ? body(0..<count) : () }
  // The closure outlives no iteration, and the ranges are disjoint.
  nonisolated(unsafe) let body = body
  DispatchQueue.concurrentPerform(iterations: parts) { part in
    body(count * part / parts..<count * (part + 1) / parts)
  }
}

/// Lends `count` elements of memory that is not initialised.
@inline(__always)
func withScratch<Scalar: TensorScalar>(
  _ count: Int, _ body: (UnsafeMutablePointer<Scalar>) -> Void
) {
  let scratch = UnsafeMutableRawPointer.allocate(
    byteCount: max(1, count) * MemoryLayout<Scalar>.stride, alignment: 64)
  defer { scratch.deallocate() }
  body(scratch.bindMemory(to: Scalar.self, capacity: max(1, count)))
}
