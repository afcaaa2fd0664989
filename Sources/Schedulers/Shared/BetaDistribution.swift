import RealModule

/// The beta distribution with α = β = 0.6.
enum BetaDistribution {
  private static let shape = 0.6
  /// B(0.6, 0.6) = Γ(0.6)² / Γ(1.2).
  private static let normalizer =
    Double.gamma(shape) * Double.gamma(shape)
    / Double.gamma(2 * shape)

  /// The number below which a share `probability` of the distribution lies (`scipy.stats.beta.ppf`).
  static func quantile(_ probability: Double) -> Double {
    guard probability > 0 else { return probability == 0 ? 0 : .nan }
    // The distribution is symmetric about 1/2, where the series of the lower half converges fast.
    guard probability <= 0.5 else { return 1 - quantile(1 - probability) }
    // x ≈ (p · α · B)^(1/α) is exact at 0; Newton's method in log x keeps the relative precision.
    var x = min(Double.pow(probability * shape * normalizer, 1 / shape), 0.5)
    for _ in 0..<60 {
      let (value, density) = distribution(x)
      let step = (value - probability) / (density * x)
      x *= Double.exp(-step)
      if step.magnitude < 1e-16 { break }
    }
    return x
  }

  /// The distribution function and its density at x in 0…½, by the power series
  /// ∫ t^(α−1) (1−t)^(α−1) dt = x^α Σ (1−α)ₙ / n! · xⁿ / (α + n).
  private static func distribution(_ x: Double) -> (value: Double, density: Double) {
    var coefficient = 1.0
    var sum = 0.0
    for index in 0..<200 {
      let term = coefficient / (shape + Double(index))
      sum += term
      if term < sum * 1e-18 { break }
      coefficient *= (Double(index) + 1 - shape) / Double(index + 1) * x
    }
    let power = Double.pow(x, shape)
    let density = power / x * Double.pow(1 - x, shape - 1) / normalizer
    return (power * sum / normalizer, density)
  }
}
