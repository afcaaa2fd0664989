/// Faults of a tensor that have a name of their own.
enum FloatFaults {
  /// Says that `have` holds NaN or infinities, or is constant, where `want` is neither.
  static func name(_ have: [Double], _ want: [Double]) -> String? {
    if want.allSatisfy(\.isFinite) {
      if have.contains(where: \.isNaN) { return "contains NaN" }
      if have.contains(where: \.isInfinite) { return "contains infinities" }
    }
    guard have.count > 1, let first = have.first, let wanted = want.first else { return nil }
    let isConstant = have.allSatisfy { $0 == first }
    return isConstant && !want.allSatisfy { $0 == wanted } ? "is constant" : nil
  }
}
