import Checkpoints
import RealModule
import Tensors

/// The variances β that noise is added with, one per training timestep.
enum BetaSchedule: String, CaseIterable {
  /// Evenly spaced.
  case linear
  /// Evenly spaced square roots, the schedule of latent diffusion.
  case scaledLinear = "scaled_linear"
  /// Nichol & Dhariwal's cosine schedule.
  case cosine = "squaredcos_cap_v2"
  /// GeoDiff's sigmoid.
  case sigmoid
  /// An exponential ᾱ.
  case exponential = "exp"

  /// The schedules that most classes know.
  static let common: Set<BetaSchedule> = [.linear, .scaledLinear, .cosine]

  /// The constructor's parameters that describe a schedule.
  static func parameters(
    start: Double = 0.0001, end: Double = 0.02, schedule: BetaSchedule = .linear
  ) -> JSONObject {
    [
      "num_train_timesteps": 1000, "beta_start": .double(start), "beta_end": .double(end),
      "beta_schedule": .string(schedule.rawValue), "trained_betas": nil,
    ]
  }

  /// The betas that `config` describes.
  ///
  /// - Throws: `PythonError` for a schedule that the class `type` does not know.
  static func betas<Scalar: TensorScalar>(
    _ config: SchedulerConfig, _ type: SchedulerType, known: Set<BetaSchedule> = common
  ) throws -> [Scalar] {
    let count = try config.trainTimesteps()
    if let trained = try config.optionalDoubles("trained_betas") {
      return trained.map { Scalar($0) }
    }
    let name = try config.string("beta_schedule")
    guard let schedule = BetaSchedule(rawValue: name), known.contains(schedule) else {
      throw PythonError(
        type: .notImplementedError,
        message: "\(name) is not implemented for \(type.pythonClass)")
    }
    return schedule.betas(
      from: try config.double("beta_start"), to: try config.double("beta_end"), count)
  }

  /// `count` betas between `start` and `end`.
  func betas<Scalar: TensorScalar>(
    from start: Double, to end: Double, _ count: Int
  ) -> [Scalar] {
    switch self {
    case .linear:
      return Ranges.torchLinspace(start, end, count)
    case .scaledLinear:
      let roots: [Scalar] = Ranges.torchLinspace(start.squareRoot(), end.squareRoot(), count)
      return roots.map { $0 * $0 }
    case .sigmoid:
      let positions: [Scalar] = Ranges.torchLinspace(-6, 6, count)
      return positions.map { position in
        1 / (1 + Scalar.exp(-position)) * Scalar(end - start) + Scalar(start)
      }
    case .cosine:
      return Self.betas(count) { time in
        let cosine = Double.cos((time + 0.008) / 1.008 * Double.pi / 2)
        return cosine * cosine
      }
    case .exponential:
      return Self.betas(count) { Double.exp($0 * -12) }
    }
  }

  /// `betas_for_alpha_bar`: the betas whose ᾱ follows `alphaBar` over 0…1, at most 0.999.
  private static func betas<Scalar: TensorScalar>(
    _ count: Int, _ alphaBar: (Double) -> Double
  ) -> [Scalar] {
    (0..<count).map { index in
      let now = alphaBar(Double(index) / Double(count))
      let next = alphaBar(Double(index + 1) / Double(count))
      return Scalar(min(1 - next / now, 0.999))
    }
  }
}

/// `torch.cumprod`, which accumulates in float64.
func cumulativeProduct<Scalar: TensorScalar>(_ factors: [Scalar]) -> [Scalar] {
  var product = 1.0
  return factors.map { factor in
    product *= Double(factor)
    return Scalar(product)
  }
}

/// `rescale_zero_terminal_snr`: the betas shifted and scaled so that the last timestep is pure noise
/// (Lin et al., 2023, algorithm 1).
func rescaledToZeroTerminalSNR<Scalar: TensorScalar>(_ betas: [Scalar]) -> [Scalar] {
  let products = zeroTerminalProducts(cumulativeProduct(betas.map { 1 - $0 }))
  return products.indices.map { index in
    index == 0 ? 1 - products[0] : 1 - products[index] / products[index - 1]
  }
}

/// The products ᾱ whose roots are those of `products` shifted and scaled so that the last one is 0 and
/// the first one stays.
func zeroTerminalProducts<Scalar: TensorScalar>(_ products: [Scalar]) -> [Scalar] {
  let roots = products.map { $0.squareRoot() }
  guard let first = roots.first, let last = roots.last else { return products }
  let scale = first / (first - last)
  return roots.map { root in
    let rescaled = (root - last) * scale
    return rescaled * rescaled
  }
}
