import Checkpoints
import Tensors

/// The memory and the formulas of multi-step DPM-Solvers, forwards and inverted.
struct DPMMultistep<Scalar: TensorScalar>: Sendable {
  /// Which integral is solved.
  let algorithm: DPMAlgorithm
  private let order: Int
  private let isMidpoint: Bool
  /// Whether this is the inverted class, which forgets the noise in its third-order formula.
  private let isInverse: Bool
  private var memory = OutputMemory<Scalar>()

  /// Reads the solver's part of `config` and replaces values of related classes in it.
  ///
  /// - Throws: `PythonError` for unknown and impossible values.
  init(_ config: inout SchedulerConfig, _ type: SchedulerType, isInverse: Bool = false) throws {
    self.isInverse = isInverse
    self.order = try config.int("solver_order")
    self.algorithm = try DPMAlgorithm(
      &config, type, known: [.noise, .data, .stochasticNoise, .stochasticData])
    self.isMidpoint = try config.string("solver_type") == "midpoint"
  }

  /// Forgets earlier outputs.
  mutating func restart() { memory = OutputMemory() }

  /// The next sample.
  ///
  /// - Parameters:
  ///   - output: the converted model output.
  ///   - isLast: whether the step must be of first order.
  ///   - isLastButOne: whether it must be of second order at most.
  ///   - point: the noise level so many steps after the current one.
  mutating func step(
    _ sample: Tensor<Scalar>, _ output: Tensor<Scalar>, isLast: Bool, isLastButOne: Bool,
    _ options: StepOptions<Scalar>, point: (Int) throws -> SignalNoise<Scalar>
  ) throws -> Tensor<Scalar> {
    memory.push(output, keeping: order)
    let noise =
      algorithm.isStochastic
      ? try options.varianceNoise ?? options.noise.normal(output.shape) : nil

    let current = try point(0)
    let update = DPMUpdate(algorithm, from: current, to: try point(1))
    if order == 1 || memory.earlier < 1 || isLast { return update(sample, output, noise: noise) }
    let recent = Array(memory.outputs.reversed())
    let ratio = (current.lambda - (try point(-1)).lambda) / update.step
    let difference = 1 / ratio * (recent[0] - recent[1])
    if order == 2 || memory.earlier < 2 || isLastButOne {
      return update(sample, output, first: difference, usesMidpoint: isMidpoint, noise: noise)
    }
    guard !isInverse || algorithm != .stochasticData else {
      throw PythonError(type: .assertionError, message: "")
    }
    guard algorithm != .stochasticNoise else {
      throw PythonError(
        type: .unboundLocalError,
        message: "cannot access local variable 'x_t' where it is not associated with a value")
    }
    let olderRatio = (try point(-1).lambda - point(-2).lambda) / update.step
    let older = 1 / olderRatio * (recent[1] - recent[2])
    let change = difference - older
    return update(
      sample, output, first: difference + ratio / (ratio + olderRatio) * change,
      second: 1 / (ratio + olderRatio) * change, noise: noise)
  }
}

extension DPMAlgorithm {
  /// The algorithm of `config`, whose `algorithm_type` and `solver_type` are replaced where they come
  /// from related classes.
  ///
  /// - Throws: `PythonError` for unknown ones, and for noise prediction down to a noise level of 0.
  init(
    _ config: inout SchedulerConfig, _ type: SchedulerType, known: [DPMAlgorithm]
  ) throws {
    let key = "algorithm_type"
    let original = try config.string(key)
    try config.replace(
      key, known: known.map(\.rawValue), others: ["deis"], by: Self.data.rawValue, type)
    try config.replace(
      "solver_type", known: ["midpoint", "heun"], others: ["logrho", "bh1", "bh2"],
      by: "midpoint", type)
    let predictsOriginal = ["dpmsolver++", "sde-dpmsolver++"].contains(original)
    let final = type.parameters["final_sigmas_type"] == nil ? nil : config["final_sigmas_type"]
    if !predictsOriginal && final?.stringValue == "zero" {
      throw PythonError.value(
        "`final_sigmas_type` zero is not supported for `algorithm_type` \(original). Please choose"
          + " `sigma_min` instead.")
    }
    self = DPMAlgorithm(rawValue: try config.string(key)) ?? .data
  }
}

/// A scheduler that is a multi-step DPM-Solver.
protocol DPMMultistepScheduler: SolverScheduler {
  /// The solver.
  var solver: DPMMultistep<Scalar> { get set }
}

extension DPMMultistepScheduler {
  /// The solver's step at `index`.
  ///
  /// - Parameter endsLow: whether the step must be of first order.
  mutating func solve(
    _ modelOutput: Tensor<Scalar>, _ sample: Tensor<Scalar>,
    _ index: Int, endsLow: Bool, _ options: StepOptions<Scalar>
  ) throws -> StepOutput<Scalar> {
    let output =
      try solver.algorithm.predictsOriginal
      ? originalSample(modelOutput, sample, index) : epsilon(modelOutput, sample, index)
    let points = self
    let next = try solver.step(
      sample, output, isLast: endsLow, isLastButOne: isShortEnd(index, 1), options
    ) { try points.point(index + $0) }
    schedule.cursor.advance()
    return StepOutput(next)
  }
}
