import Checkpoints
import Tensors

/// ᾱ: the part of the signal's variance that is left at each training timestep.
struct NoiseSchedule<Scalar: TensorScalar>: Sendable {
  /// The number of training timesteps.
  let trainTimesteps: Int
  /// β.
  let betas: [Scalar]
  /// 1 − β.
  let alphas: [Scalar]
  /// The cumulative products of 1 − β.
  var alphasCumprod: [Scalar]

  /// The schedule that `config` describes; `rescale_betas_zero_snr` is followed if the class has it.
  ///
  /// - Parameter floor: whether the last ᾱ, which rescaling makes 0, becomes 2⁻²⁴ instead, so that no
  ///   noise level is infinite.
  init(
    _ config: SchedulerConfig, _ type: SchedulerType,
    known: Set<BetaSchedule> = BetaSchedule.common, floor: Bool = false
  ) throws {
    self.trainTimesteps = try config.trainTimesteps()
    var betas: [Scalar] = try BetaSchedule.betas(config, type, known: known)
    let key = "rescale_betas_zero_snr"
    let isRescaled = try type.parameters[key] != nil && config.bool(key)
    if isRescaled { betas = rescaledToZeroTerminalSNR(betas) }
    self.betas = betas
    self.alphas = betas.map { 1 - $0 }
    self.alphasCumprod = cumulativeProduct(alphas)
    if floor && isRescaled && !alphasCumprod.isEmpty {
      alphasCumprod[alphasCumprod.count - 1] = Scalar(sign: .plus, exponent: -24, significand: 1)
    }
  }

  /// A schedule with the given products.
  init(trainTimesteps: Int, alphasCumprod: [Scalar]) {
    self.trainTimesteps = trainTimesteps
    self.betas = []
    self.alphas = []
    self.alphasCumprod = alphasCumprod
  }

  /// The schedule of `betas`.
  init(betas: [Scalar]) {
    self.trainTimesteps = betas.count
    self.betas = betas
    self.alphas = betas.map { 1 - $0 }
    self.alphasCumprod = cumulativeProduct(alphas)
  }

  /// ᾱ at `index`, which may count from the end as in Python.
  func alphaCumprod(_ index: Int) throws -> Scalar {
    let count = alphasCumprod.count
    guard (-count..<count).contains(index) else {
      throw PythonError(
        type: .indexError,
        message: "index \(index) is out of bounds for dimension 0 with size \(count)")
    }
    return alphasCumprod[index < 0 ? index + count : index]
  }

  /// √((1 − ᾱ) / ᾱ), the noise level relative to the signal.
  var sigmas: [Scalar] { alphasCumprod.map { ((1 - $0) / $0).squareRoot() } }

  /// `add_noise`: √ᾱ · original + √(1 − ᾱ) · noise.
  func addNoise(
    _ original: Tensor<Scalar>, _ noise: Tensor<Scalar>, _ timesteps: [Timestep]
  ) throws -> Tensor<Scalar> {
    let products = try timesteps.map { try alphaCumprod($0.index()) }
    return perSample(products.map { $0.squareRoot() }, like: original) * original
      + perSample(products.map { (1 - $0).squareRoot() }, like: original) * noise
  }
}

/// One value per sample as `[N, 1, …]`, to combine with `tensor` `[N, …]`.
func perSample<Scalar: TensorScalar>(
  _ values: [Scalar], like tensor: Tensor<Scalar>
) -> Tensor<Scalar> {
  Tensor(
    values, shape: [values.count] + [Int](repeating: 1, count: max(0, tensor.rank - 1)))
}
