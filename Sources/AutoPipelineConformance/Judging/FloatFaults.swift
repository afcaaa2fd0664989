/// Faults of a tensor that have a name of their own.
enum FloatFaults {
  /// Says that `have` holds NaN or infinities, or is constant, where `want` is neither.
  static func find(_ have: [Double], _ want: [Double]) -> (defect: Defect, problem: String)? {
    if want.allSatisfy(\.isFinite) {
      if have.contains(where: \.isNaN) { return (.nan, "contains NaN") }
      if have.contains(where: \.isInfinite) { return (.infinity, "contains infinities") }
    }
    guard have.count > 1, let first = have.first, let wanted = want.first else { return nil }
    let isConstant = have.allSatisfy { $0 == first }
    return isConstant && !want.allSatisfy { $0 == wanted } ? (.constant, "is constant") : nil
  }
}
