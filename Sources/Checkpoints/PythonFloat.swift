extension Double {
  /// The text of Python's `repr`: the shortest digits that read back as the same number.
  public var pythonRepr: String {
    if isNaN { return "nan" }
    if isInfinite { return self < 0 ? "-inf" : "inf" }
    let (digits, point) = shortestDigits
    let sign = self.sign == .minus ? "-" : ""
    // Python changes to an exponent at 1e16 and below 1e-4.
    guard (-3...16).contains(point) else {
      let exponent = abs(point - 1)
      return sign + digits.prefix(1) + (digits.count > 1 ? "." + digits.dropFirst() : "")
        + (point > 0 ? "e+" : "e-") + (exponent < 10 ? "0" : "") + String(exponent)
    }
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
    let padded = digits + String(repeating: "0", count: max(0, point - digits.count))
    let fraction = padded.dropFirst(point)
    return sign + padded.prefix(point) + "." + (fraction.isEmpty ? "0" : fraction)
  }

  /// The text of Python's `json.dumps`.
  var jsonText: String {
    if isNaN { return "NaN" }
    if isInfinite { return self < 0 ? "-Infinity" : "Infinity" }
    return pythonRepr
  }

  /// The significant digits d₁d₂… without zeros at the end, and p such that |x| = 0.d₁d₂… · 10ᵖ.
  private var shortestDigits: (digits: String, point: Int) {
    if self == 0 { return ("0", 1) }
    let parts = magnitude.description.split(separator: "e")
    let exponent = parts.count > 1 ? Int(parts[1].replacing("+", with: "")) ?? 0 : 0
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let all = mantissa.joined()
    let leading = all.prefix { $0 == "0" }.count
    var digits = all.dropFirst(leading)
    while digits.last == "0" { digits.removeLast() }
    return (String(digits), mantissa[0].count + exponent - leading)
  }
}
