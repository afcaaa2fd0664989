import Checkpoints
import RealModule
import Tensors

/// Ways to choose noise levels other than by even timesteps.
enum SigmaSpacing: String, CaseIterable {
  /// Karras et al. (2022), equation 5 with ρ = 7.
  case karras = "use_karras_sigmas"
  /// Evenly spaced logarithms.
  case exponential = "use_exponential_sigmas"
  /// Quantiles of the beta distribution with α = β = 0.6 (Lee et al., 2024).
  case beta = "use_beta_sigmas"

  /// The constructor's flags, all off.
  static let parameters: JSONObject = [
    "use_karras_sigmas": false, "use_exponential_sigmas": false, "use_beta_sigmas": false,
  ]

  /// The way whose flag is set in `config`, if any.
  ///
  /// - Throws: `PythonError` if more than one is.
  static func chosen(_ config: SchedulerConfig) throws -> SigmaSpacing? {
    let chosen = try allCases.filter { try config.bool($0.rawValue) }
    guard chosen.count <= 1 else {
      throw PythonError.value(
        "Only one of `config.use_beta_sigmas`, `config.use_exponential_sigmas`,"
          + " `config.use_karras_sigmas` can be used.")
    }
    return chosen.first
  }

  /// `count` descending noise levels between `largest` and `smallest`, in float64.
  func sigmas(from largest: Double, to smallest: Double, _ count: Int) throws -> [Double] {
    switch self {
    case .karras:
      let start = Double.pow(largest, 1.0 / 7)
      let stop = Double.pow(smallest, 1.0 / 7)
      return try Ranges.linspace(0, 1, count).map { Double.pow(start + $0 * (stop - start), 7.0) }
    case .exponential:
      return try Ranges.linspace(Double.log(largest), Double.log(smallest), count)
        .map { Double.exp($0) }
    case .beta:
      return try Ranges.linspace(0, 1, count).map {
        smallest + BetaDistribution.quantile(1 - $0) * (largest - smallest)
      }
    }
  }

  /// Refuses what cannot be combined with the caller's own timesteps.
  ///
  /// - Parameters:
  ///   - missing: the message if `request` has neither timesteps nor a number of steps.
  ///   - both: the message if it has both.
  ///   - karras: the message if the caller's timesteps meet Karras levels.
  static func refuseConflicts(
    _ request: ScheduleRequest, _ spacing: SigmaSpacing?, missing: String,
    both: String = "Can only pass one of `num_inference_steps` or `custom_timesteps`.",
    karras: String = "Cannot use `timesteps` with `config.use_karras_sigmas = True`"
  ) throws {
    guard request.timesteps != nil else {
      if request.numInferenceSteps == nil { throw PythonError.value(missing) }
      return
    }
    if request.numInferenceSteps != nil { throw PythonError.value(both) }
    switch spacing {
    case .karras: throw PythonError.value(karras)
    case .exponential, .beta: throw PythonError.value(customTimestepsMessage(spacing))
    case nil: break
    }
  }

  /// The message if the caller's own timesteps meet `spacing`.
  static func customTimestepsMessage(_ spacing: SigmaSpacing?) -> String {
    "Cannot set `timesteps` with `config.\(spacing?.rawValue ?? "") = True`."
  }

  /// The same between the ends of `range`, which `sigma_max` and `sigma_min` of `config` replace:
  /// where a class has no such parameters, left over from another class's configuration.
  func sigmas(replacing range: [Double], _ count: Int, _ config: SchedulerConfig) throws -> [Double]
  {
    guard let first = range.first, let last = range.last else {
      throw PythonError(
        type: .indexError, message: "index -1 is out of bounds for axis 0 with size 0")
    }
    return try sigmas(
      from: try config.optionalDouble("sigma_max") ?? first,
      to: try config.optionalDouble("sigma_min") ?? last, count)
  }
}

/// `_sigma_to_t`: the training timestep, between the whole ones, at which a noise level is reached.
struct SigmaToTime<Scalar: TensorScalar> {
  private let logSigmas: [Scalar]
  private let wideLogSigmas: [Double]

  /// A conversion by the noise levels of all training timesteps.
  init(_ sigmas: [Scalar]) {
    self.logSigmas = sigmas.map { Scalar.log($0) }
    self.wideLogSigmas = logSigmas.map { Double($0) }
  }

  /// The timestep of a noise level in float64.
  func callAsFunction(_ sigma: Double) -> Double {
    let logSigma = Double.log(max(sigma, 1e-10))
    let index = lowIndex(logSigma)
    guard let (low, high) = neighbours(index) else { return .nan }
    let weight = (Double(low) - logSigma) / Double(low - high)
    return blend(min(max(weight, 0), 1), index)
  }

  /// The timestep of a noise level in float32, where numpy's logarithm and weight are float32, too.
  func callAsFunction(narrow sigma: Scalar) -> Double {
    let logSigma = Scalar.log(max(sigma, Scalar(1e-10)))
    let index = lowIndex(Double(logSigma))
    guard let (low, high) = neighbours(index) else { return .nan }
    let weight = (low - logSigma) / (low - high)
    return blend(min(max(weight, 0), 1), index)
  }

  private func blend<Weight: BinaryFloatingPoint>(
    _ weight: Weight, _ index: Int
  ) -> Double {
    Double(1 - weight) * Double(index) + Double(weight) * Double(index + 1)
  }

  private func lowIndex(_ logSigma: Double) -> Int {
    let last = wideLogSigmas.lastIndex { $0 <= logSigma } ?? 0
    return min(last, logSigmas.count - 2)
  }

  private func neighbours(_ index: Int) -> (low: Scalar, high: Scalar)? {
    guard logSigmas.indices.contains(index), index + 1 < logSigmas.count else { return nil }
    return (logSigmas[index], logSigmas[index + 1])
  }
}
