/// Matrix products that a call of a kernel amounts to by the plain algorithm: `count` times rows × terms by
/// terms × columns.
public struct KernelProduct: Sendable, Hashable {
  /// The rows of the left matrix and of the result.
  public let rows: Int
  /// The columns of the right matrix and of the result.
  public let columns: Int
  /// The columns of the left matrix and the rows of the right one.
  public let terms: Int
  /// How many such products there are.
  public let count: Int

  init(rows: Int, columns: Int, terms: Int, count: Int = 1) {
    self.rows = rows
    self.columns = columns
    self.terms = terms
    self.count = count
  }

  /// The floating-point operations of all of them.
  public var operations: Int { 2 * rows * columns * terms * count }
}
