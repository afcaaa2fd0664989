import Checkpoints
import Tensors

/// Strategic stochastic sampling of trajectory consistency distillation (Zheng et al., 2024;
/// scheduling_tcd.py). The second output is `pred_noised_sample`.
struct TCDScheduler<Scalar: TensorScalar>: ConsistencyScheduler {
  static var type: SchedulerType { tcd }

  static var usesAllTimesteps: Bool { true }

  var schedule: ConsistencySchedule<Scalar>

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let count = try stepsOfRun(numInferenceSteps)
    let index = try schedule.start(input.timestep)
    let eta = input.options.eta ?? 0.3
    guard (0...1).contains(eta) else {
      throw PythonError(
        type: .assertionError, message: "gamma must be less than or equal to 1.0")
    }
    let previous = try schedule.timestep(after: index) ?? 0
    let intermediate = truncated(
      Double((Scalar(1 - eta) * Scalar(previous)).rounded(.down)))
    let alpha = try schedule.noise.alphaCumprod(input.timestep.index())
    let previousAlpha =
      previous >= 0 ? try schedule.noise.alphaCumprod(previous) : schedule.finalAlphaCumprod
    let intermediateAlpha = try schedule.noise.alphaCumprod(intermediate)

    let prediction = try AlphaPrediction(
      input.modelOutput, input.sample, alpha, config,
      choices: "`epsilon`, `sample` or `v_prediction` for `TCDScheduler`.")
    let noised =
      intermediateAlpha.squareRoot() * prediction.original
      + (1 - intermediateAlpha).squareRoot() * prediction.epsilon
    schedule.cursor.advance()
    guard eta > 0, index != count - 1 else { return StepOutput(noised, noised) }
    let draw = try input.options.noise.normal(input.modelOutput.shape)
    let ratio = previousAlpha / intermediateAlpha
    return StepOutput(ratio.squareRoot() * noised + (1 - ratio).squareRoot() * draw, noised)
  }
}

private let tcd = SchedulerType(
  "TCDScheduler", module: "scheduling_tcd", parameters: ConsistencySchedule<Double>.parameters,
  accepts: [.timesteps, .originalInferenceSteps, .strength, .eta, .generator], compatibles: [])
