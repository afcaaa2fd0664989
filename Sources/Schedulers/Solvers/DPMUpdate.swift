import Checkpoints
import RealModule
import Tensors

/// `algorithm_type` of the DPM-Solver classes.
enum DPMAlgorithm: String {
  /// Integrates the predicted noise.
  case noise = "dpmsolver"
  /// Integrates the predicted original sample.
  case data = "dpmsolver++"
  /// The stochastic forms of both.
  case stochasticNoise = "sde-dpmsolver"
  case stochasticData = "sde-dpmsolver++"

  /// Whether the predicted original sample is integrated.
  var predictsOriginal: Bool { self == .data || self == .stochasticData }

  /// Whether steps draw noise.
  var isStochastic: Bool { self == .stochasticNoise || self == .stochasticData }
}

/// The coefficients of one step of DPM-Solver (Lu et al., 2022) or DPM-Solver++ from one noise level to
/// another: those of the sample, of the model output (order 0) and of its first two divided
/// differences, and of fresh noise.
struct DPMUpdate<Scalar: TensorScalar> {
  /// The distance in log-SNR.
  let step: Scalar
  private let algorithm: DPMAlgorithm
  /// The factor of the exponential integrals: the target's σ or α, signed.
  private let scale: Scalar
  /// e^x − 1 of the integrals, and the x that divides it in higher orders.
  private let growth: Scalar
  private let exponent: Scalar
  private let sampleFactor: Scalar
  private let noiseFactor: Scalar

  init(
    _ algorithm: DPMAlgorithm, from start: SignalNoise<Scalar>, to end: SignalNoise<Scalar>
  ) {
    self.algorithm = algorithm
    let h = end.lambda - start.lambda
    self.step = h
    switch algorithm {
    case .data:
      self.sampleFactor = end.sigma / start.sigma
      self.scale = -end.alpha
      self.growth = Scalar.exp(-h) - 1
      self.exponent = -h
      self.noiseFactor = 0
    case .noise:
      self.sampleFactor = end.alpha / start.alpha
      self.scale = -end.sigma
      self.growth = Scalar.exp(h) - 1
      self.exponent = h
      self.noiseFactor = 0
    case .stochasticData:
      self.sampleFactor = end.sigma / start.sigma * Scalar.exp(-h)
      self.scale = end.alpha
      self.growth = 1 - Scalar.exp(-2 * h)
      self.exponent = -2 * h
      self.noiseFactor = end.sigma * (1 - Scalar.exp(-2 * h)).squareRoot()
    case .stochasticNoise:
      self.sampleFactor = end.alpha / start.alpha
      self.scale = -2 * end.sigma
      self.growth = Scalar.exp(h) - 1
      self.exponent = h
      self.noiseFactor = end.sigma * (Scalar.exp(2 * h) - 1).squareRoot()
    }
  }

  /// The factor of the model output.
  private var zeroth: Scalar { scale * growth }

  /// The factor of the first difference in the midpoint form: half that of the output.
  private var midpoint: Scalar { Scalar(0.5) * zeroth }

  /// The factor of the first difference by exact integration.
  private var first: Scalar {
    switch algorithm {
    case .data: -(scale * (growth / step + 1))
    case .stochasticData: scale * (growth / exponent + 1)
    case .noise, .stochasticNoise: scale * (growth / step - 1)
    }
  }

  /// The factor of the second difference.
  private var second: Scalar {
    let square = exponent * exponent
    return switch algorithm {
    case .data: scale * ((growth + step) / square - Scalar(0.5))
    case .stochasticData: scale * ((growth + exponent) / square - Scalar(0.5))
    case .noise, .stochasticNoise: scale * ((growth - step) / square - Scalar(0.5))
    }
  }

  /// The next sample by the first-order formula, or a higher one if there are differences.
  ///
  /// - Parameters:
  ///   - first: the first difference.
  ///   - usesMidpoint: whether its factor is that of the midpoint form.
  ///   - second: the second difference.
  ///   - noise: fresh noise for the stochastic algorithms.
  func callAsFunction(
    _ sample: Tensor<Scalar>, _ output: Tensor<Scalar>, first difference: Tensor<Scalar>? = nil,
    usesMidpoint: Bool = false, second secondDifference: Tensor<Scalar>? = nil,
    noise: Tensor<Scalar>?
  ) -> Tensor<Scalar> {
    var next = sampleFactor * sample + zeroth * output
    if let difference { next += (usesMidpoint ? midpoint : first) * difference }
    if let secondDifference { next += second * secondDifference }
    if let noise { next += noiseFactor * noise }
    return next
  }
}
