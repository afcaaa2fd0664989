import Checkpoints
import RealModule
import Tensors

/// The stochastic second-order DPM-Solver++ of CogVideoX (scheduling_dpm_cogvideox.py). The caller
/// hands back the last step's predicted original sample and timestep.
struct CogVideoXDPMScheduler<Scalar: TensorScalar>: CogVideoXScheduler {
  static var type: SchedulerType { cogVideoXDPM }

  let config: SchedulerConfig
  let noise: CogVideoXSchedule<Scalar>
  private(set) var timesteps: [Timestep]
  private(set) var numInferenceSteps: Int?

  init(_ config: SchedulerConfig) throws {
    self.config = config
    self.noise = try CogVideoXSchedule(config, Self.type)
    self.timesteps = [Timestep](integersBelow: noise.wide.trainTimesteps)
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    timesteps = try noise.timesteps(request, config)
    numInferenceSteps = request.numInferenceSteps
  }

  /// Half the log signal-to-noise ratio at a product.
  private func lambda(_ alpha: Double) -> Double {
    Double.log((alpha / (1 - alpha)).squareRoot())
  }

  mutating func step(
    _ modelOutput: Tensor<Scalar>, _ timestep: Timestep, _ sample: Tensor<Scalar>,
    _ options: StepOptions<Scalar>
  ) throws -> StepOutput<Scalar> {
    let alphas = try noise.products(at: timestep.index(), stepsOfRun(numInferenceSteps))
    let original = try noise.original(modelOutput, sample, alphas.current, config)
    let (current, next) = (lambda(alphas.current), lambda(alphas.previous))
    let step = next - current
    let sampleFactor =
      ((1 - alphas.previous) / (1 - alphas.current)).squareRoot() * Double.exp(-step)
    let originalFactor = Double.expMinusOne(-2 * step) * alphas.previous.squareRoot()
    let noiseFactor =
      (1 - alphas.previous).squareRoot() * (1 - Double.exp(-2 * step)).squareRoot()

    func advanced(_ denoised: Tensor<Scalar>) throws -> Tensor<Scalar> {
      let draw = try options.noise.normal(sample.shape)
      return Scalar(sampleFactor) * sample - Scalar(originalFactor) * denoised
        + Scalar(noiseFactor) * draw
    }
    let first = try advanced(original)
    guard let old = options.oldPredOriginalSample, alphas.previousTime >= 0 else {
      return StepOutput(first, original)
    }
    guard let back = try options.timestepBack?.index() else {
      throw PythonError(type: .indexError, message: "list index out of range")
    }
    let ratio = (current - lambda(try noise.wide.alphaCumprod(back))) / step
    let denoised =
      Scalar(1 + 1 / (2 * ratio)) * original - Scalar(1 / (2 * ratio)) * old
    return StepOutput(try advanced(denoised), original)
  }
}

private let cogVideoXDPM = SchedulerType(
  "CogVideoXDPMScheduler", module: "scheduling_dpm_cogvideox",
  parameters: CogVideoXSchedule<Double>.parameters, accepts: [.eta, .generator])
