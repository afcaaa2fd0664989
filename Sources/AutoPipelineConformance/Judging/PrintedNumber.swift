import Foundation

/// An element of a tensor as torch prints it: with four decimals, in scientific notation with four
/// decimals of the first digit, or as an integer with a point.
struct PrintedNumber {
  let value: Double
  /// How far the element itself may be from `value`: half a unit of the last decimal.
  let uncertainty: Double

  /// Reads `0.2500`, `-3.1250e-02` or `2.`.
  init?(_ text: Substring) {
    guard let value = Double(text.hasSuffix(".") ? text.dropLast() : text) else { return nil }
    self.value = value
    let exponent = text.split(separator: "e").dropFirst().first.flatMap { Double($0) } ?? 0
    uncertainty = text.hasSuffix(".") ? 0 : 0.5e-4 * pow(10, exponent)
  }

  /// Whether this may be the element that float32 prints as `golden`, rounded to a format.
  func mayBe(_ golden: PrintedNumber, roundedTo format: Precision) -> Bool {
    let largest = abs(golden.value) + golden.uncertainty
    let limit = golden.uncertainty + Limit.rounding(format, of: largest) + uncertainty
    return abs(value - golden.value) <= limit * (1 + 0x1p-40)
  }
}
