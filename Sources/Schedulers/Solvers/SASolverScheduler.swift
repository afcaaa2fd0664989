import Checkpoints
import RealModule
import Tensors

/// The stochastic Adams solver (Xue et al., 2023): a predictor and a corrector for SDEs whose noise is
/// on between timesteps 200 and 800, or as strong as the caller says (scheduling_sasolver.py).
struct SASolverScheduler<Scalar: TensorScalar>: SolverScheduler {
  static var type: SchedulerType { saSolver }

  var state: SolverState<Scalar>
  private let predictsOriginal: Bool
  private let predictorOrder: Int
  private let correctorOrder: Int
  private var memory = OutputMemory<Scalar>()
  private var last: Last?
  /// `tau_func`: the strength of the noise at a timestep.
  var tau: @Sendable (_ timestep: Double) -> Double = { (200...800).contains($0) ? 1 : 0 }

  /// What the step before leaves for the corrector.
  private struct Last: Sendable {
    let sample: Tensor<Scalar>
    let noise: Tensor<Scalar>
    let tau: Double
    let correctorOrder: Int
  }

  init(_ config: SchedulerConfig) throws {
    self.state = try SolverState(config, Self.type)
    let algorithm = try config.string("algorithm_type")
    guard ["data_prediction", "noise_prediction"].contains(algorithm) else {
      throw PythonError(
        type: .notImplementedError,
        message: "\(algorithm) is not implemented for \(Self.type.pythonClass)")
    }
    guard config["tau_func"]?.isNull ?? true else {
      throw CheckpointError(
        file: config.file, key: "tau_func", problem: "a function cannot come from a file")
    }
    self.predictsOriginal = algorithm == "data_prediction"
    self.predictorOrder = try config.int("predictor_order")
    self.correctorOrder = try config.int("corrector_order")
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    let plan = try SolverPlan(request, settings, config, .init(clips: true))
    state.follow(plan, endingWith: try plan.repeatedLevel(settings.noise))
    memory = OutputMemory()
    last = nil
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let index = try begin(input)
    if !predictsOriginal { try refuseThresholding(input.sample) }
    let output =
      try predictsOriginal
      ? originalSample(input.modelOutput, input.sample, index)
      : epsilon(input.modelOutput, input.sample, index)
    var sample = input.sample
    if let last, index > 0 {
      sample = try update(
        last.sample, from: index - 1, memory.outputs + [output], last.correctorOrder,
        tau: last.tau, last.noise, isCorrector: true)
    }
    memory.push(output, keeping: max(predictorOrder, correctorOrder - 1))
    let noise = try input.options.noise.normal(input.modelOutput.shape)
    let rest = schedule.timesteps.count - index
    let endsLow = try config.bool("lower_order_final")
    let order = min(endsLow ? min(predictorOrder, rest) : predictorOrder, memory.earlier + 1)
    let nextOrder = min(
      endsLow ? min(correctorOrder, rest + 1) : correctorOrder, memory.earlier + 2)
    guard order > 0, nextOrder > 0 else {
      throw PythonError(type: .assertionError, message: "")
    }
    let tau = tau(input.timestep.value)
    last = Last(sample: sample, noise: noise, tau: tau, correctorOrder: nextOrder)
    let next = try update(
      sample, from: index, memory.outputs, order, tau: tau, noise, isCorrector: false)
    schedule.cursor.advance()
    return StepOutput(next)
  }

  /// √ᾱ · `original` + √(1 − ᾱ) · `noise` of the training timesteps, wherever the run's levels lie.
  func addNoise(
    _ original: Tensor<Scalar>, _ noise: Tensor<Scalar>, _ timesteps: [Timestep]
  ) throws -> Tensor<Scalar> { try settings.noise.addNoise(original, noise, timesteps) }

  /// The step from the level at `index` with the last `order` of `outputs`, of which the corrector
  /// has one at the target.
  private func update(
    _ sample: Tensor<Scalar>, from index: Int, _ outputs: [Tensor<Scalar>], _ order: Int,
    tau: Double, _ noise: Tensor<Scalar>, isCorrector: Bool
  ) throws -> Tensor<Scalar> {
    let (start, end) = (try point(index), try point(index + 1))
    let newest = isCorrector ? index + 1 : index
    let nodes = try (0..<order).map { try point(newest - $0).lambda }
    let squared = Scalar(tau * tau)
    let integrals = AdamsIntegrals(
      from: start.lambda, to: end.lambda, squaredTau: predictsOriginal ? squared : nil)
    var coefficients = try integrals.coefficients(nodes)
    if predictsOriginal && order == 2 {
      let correction = integrals.secondOrderCorrection(
        dividingBy: isCorrector ? nil : start.lambda - nodes[1])
      coefficients[0] += correction
      coefficients[1] -= correction
    }
    let h = end.lambda - start.lambda
    let factor =
      predictsOriginal
      ? (1 + squared) * end.sigma * Scalar.exp(-squared * end.lambda) : -(1 + squared) * end.alpha
    let terms = zip(coefficients, outputs.reversed()).map { factor * $0 * $1 }
    let gradient = terms.dropFirst().reduce(terms[0], +)
    let (sampleFactor, noiseFactor) =
      predictsOriginal
      ? (
        Scalar.exp(-squared * h) * (end.sigma / start.sigma),
        end.sigma * (1 - Scalar.exp(-2 * squared * h)).squareRoot()
      )
      : (end.alpha / start.alpha, Scalar(tau) * end.sigma * (Scalar.exp(2 * h) - 1).squareRoot())
    return sampleFactor * sample + gradient + noiseFactor * noise
  }
}

private let saSolver = SchedulerType(
  "SASolverScheduler", module: "scheduling_sasolver",
  parameters: BetaSchedule.parameters().merging([
    "predictor_order": 2, "corrector_order": 2, "prediction_type": "epsilon", "tau_func": nil,
  ]).merging(SampleLimit<Double>.thresholdingParameters).merging([
    "algorithm_type": "data_prediction", "lower_order_final": true,
    "lambda_min_clipped": .double(-.infinity), "variance_type": nil,
    "timestep_spacing": "linspace", "steps_offset": 0,
  ]).merging(SolverSettings<Double>.parameters), accepts: [.generator])
