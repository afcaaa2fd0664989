/// The memory behind tensors: either its own allocation or a part of something kept alive by
/// `owner`, such as a mapped weight file.
///
/// A storage is written only while the tensor that made it is being initialised, or by an operation that
/// consumes or assigns to the only tensor that refers to it, so sharing it between threads is safe.
public final class TensorStorage<Scalar: TensorScalar>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Scalar>
  let count: Int
  private let owner: AnyObject?
  private let capacity: Int

  /// Allocates room for `count` elements, aligned for vector loads and not initialised.
  init(count: Int) {
    let (raw, capacity) = allocateBytes(count * MemoryLayout<Scalar>.stride)
    self.base = raw.bindMemory(to: Scalar.self, capacity: max(1, count))
    self.capacity = capacity
    self.count = count
    self.owner = nil
  }

  /// Refers to `count` elements that `owner` keeps alive and nobody writes to.
  public init(readOnly base: UnsafePointer<Scalar>, count: Int, owner: AnyObject) {
    self.base = UnsafeMutablePointer(mutating: base)
    self.count = count
    self.capacity = 0
    self.owner = owner
  }

  /// Whether the memory is this object's own allocation, so that its only user may overwrite it.
  var isOwned: Bool { owner == nil }

  deinit {
    if owner == nil { recycleBytes(UnsafeMutableRawPointer(base), capacity: capacity) }
  }
}
