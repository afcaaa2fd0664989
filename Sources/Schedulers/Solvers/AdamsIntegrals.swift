import Checkpoints
import RealModule
import Tensors

/// The integrals of Lagrange polynomials times an exponential over one step in log-SNR, which are the
/// coefficients of the SA-Solver.
struct AdamsIntegrals<Scalar: TensorScalar> {
  private let start: Scalar
  private let end: Scalar
  /// τ², τ being the strength of the noise, where the original sample is predicted; nil where the
  /// noise is.
  private let squaredTau: Scalar?

  init(from start: Scalar, to end: Scalar, squaredTau: Scalar?) {
    self.start = start
    self.end = end
    self.squaredTau = squaredTau
  }

  /// The coefficients of the outputs at `nodes`.
  ///
  /// - Throws: `PythonError` for more than four nodes.
  func coefficients(_ nodes: [Scalar]) throws -> [Scalar] {
    guard (1...4).contains(nodes.count) else {
      throw PythonError(type: .assertionError, message: "")
    }
    let integrals = nodes.indices.reversed().map { integral($0) }
    return nodes.indices.map { index in
      zip(lagrange(nodes, index), integrals).reduce(Scalar(0)) { $0 + $1.0 * $1.1 }
    }
  }

  /// The polynomial that is 1 at node `index` and 0 at the others, highest power first.
  private func lagrange(_ nodes: [Scalar], _ index: Int) -> [Scalar] {
    var polynomial: [Scalar] = [1]
    var denominator: Scalar = 1
    for (other, node) in nodes.enumerated() where other != index {
      denominator *= nodes[index] - node
      polynomial = zip(polynomial + [0], [0] + polynomial).map { $0 - node * $1 }
    }
    return polynomial.map { $0 / denominator }
  }

  /// ∫ λᵖ e^((1 + τ²)λ) dλ over the step, or ∫ λᵖ e^(−λ) dλ, for the power p.
  private func integral(_ power: Int) -> Scalar {
    guard let squaredTau else {
      return Scalar.exp(-end)
        * (falling(power, start, sign: 1) * Scalar.exp(end - start) - falling(power, end, sign: 1))
    }
    let rate = 1 + squaredTau
    let (low, high) = (rate * start, rate * end)
    let difference =
      falling(power, high, sign: -1) - falling(power, low, sign: -1) * Scalar.exp(-(high - low))
    return Scalar.exp(high) * difference / Scalar.pow(rate, power + 1)
  }

  /// xᵖ ± p·xᵖ⁻¹ + p(p − 1)·xᵖ⁻² ± …, the polynomial beside the exponential in its antiderivative.
  private func falling(_ power: Int, _ x: Scalar, sign: Scalar) -> Scalar {
    power == 0
      ? 1 : Scalar.pow(x, power) + sign * Scalar(power) * falling(power - 1, x, sign: sign)
  }

  /// What the second-order formulas move from the older output to the newer one.
  ///
  /// - Parameter distance: the distance of the older node, for the predictor.
  func secondOrderCorrection(dividingBy distance: Scalar?) -> Scalar {
    let h = end - start
    let rate = 1 + (squaredTau ?? 0)
    let rest = (h * rate - 1 + Scalar.exp(rate * -h)) / (rate * rate)
    let scale = Scalar.exp(rate * end)
    guard let distance else { return scale * (h / 2 - rest / h) }
    return scale * (h * h / 2 - rest) / distance
  }
}
