import Checkpoints
import RealModule
import Tensors

/// The stochastic second-order DPM-Solver++ of CogVideoX (scheduling_dpm_cogvideox.py). The caller
/// hands back the last step's predicted original sample and timestep.
struct CogVideoXDPMScheduler<Scalar: TensorScalar>: CogVideoXScheduler {
  static var type: SchedulerType { cogVideoXDPM }

  var schedule: CogVideoXSchedule<Scalar>

  /// Half the log signal-to-noise ratio at a product.
  private func lambda(_ alpha: Double) -> Double {
    Double.log((alpha / (1 - alpha)).squareRoot())
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let alphas = try schedule.products(at: input.timestep.index())
    let original = try schedule.original(input.modelOutput, input.sample, alphas.current)
    let (current, next) = (lambda(alphas.current), lambda(alphas.previous))
    let step = next - current
    let sampleFactor =
      ((1 - alphas.previous) / (1 - alphas.current)).squareRoot() * Double.exp(-step)
    let originalFactor = Double.expMinusOne(-2 * step) * alphas.previous.squareRoot()
    let noiseFactor =
      (1 - alphas.previous).squareRoot() * (1 - Double.exp(-2 * step)).squareRoot()

    func advanced(_ denoised: Tensor<Scalar>) throws -> Tensor<Scalar> {
      let draw = try input.options.noise.normal(input.sample.shape)
      return Scalar(sampleFactor) * input.sample - Scalar(originalFactor) * denoised
        + Scalar(noiseFactor) * draw
    }
    let first = try advanced(original)
    guard let old = input.options.oldPredOriginalSample, alphas.previousTime >= 0 else {
      return StepOutput(first, original)
    }
    guard let back = try input.options.timestepBack?.index() else {
      throw PythonError(type: .indexError, message: "list index out of range")
    }
    let ratio = (current - lambda(try schedule.wide.alphaCumprod(back))) / step
    let denoised =
      Scalar(1 + 1 / (2 * ratio)) * original - Scalar(1 / (2 * ratio)) * old
    return StepOutput(try advanced(denoised), original)
  }
}

private let cogVideoXDPM = SchedulerType(
  "CogVideoXDPMScheduler", module: "scheduling_dpm_cogvideox",
  parameters: CogVideoXSchedule<Double>.parameters, accepts: [.eta, .generator],
  furtherStepArguments: ["timestep_back", "sample"])
