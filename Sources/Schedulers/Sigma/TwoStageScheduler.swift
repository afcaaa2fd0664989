import RealModule
import Tensors

/// What the two DPM-Solver-2 classes share: a second denoiser call between two noise levels.
protocol TwoStageScheduler: PlannedSigmaScheduler {
  /// The levels of the second calls, each twice like the others.
  var between: [Scalar] { get set }
  /// The sample before the first call of a step, nil between steps.
  var firstSample: Tensor<Scalar>? { get set }
  /// Where in `between` the level of the second call at `index` is.
  func betweenIndex(_ index: Int) -> Int
}

/// One call's part of a step.
struct Stage<Scalar: TensorScalar> {
  /// Whether this is the first call of the step.
  let isFirst: Bool
  /// The sample and the level that the step starts from.
  let start: Tensor<Scalar>
  let sigma: Scalar
  /// The predicted original sample, and the derivative at this call's level.
  let original: Tensor<Scalar>
  let derivative: Tensor<Scalar>
}

extension TwoStageScheduler {
  /// The denoiser is called twice per step.
  var order: Int { 2 }

  /// Makes the schedule of `plan`, with second calls at the levels `middles`.
  mutating func followTwoStages(
    _ plan: SigmaPlan<Scalar>, _ sigmas: [Scalar], middles: ArraySlice<Scalar>
  ) {
    let plan = plan.roundingKarras(settings.spacing)
    schedule = SigmaSchedule(
      sigmas: doubled(sigmas, closed: true),
      timesteps: plan.interleaved(with: plan.timesteps(of: middles, settings.noise)))
    firstSample = nil
  }

  /// The level of the call at `index`.
  private func inputSigma(_ index: Int) throws -> Scalar {
    firstSample == nil ? try schedule.sigma(index) : between[betweenIndex(index)]
  }

  /// `sample` at unit variance, by the level of this call.
  mutating func scaleModelInput(
    _ sample: Tensor<Scalar>, _ timestep: Timestep
  ) throws -> Tensor<Scalar> {
    let sigma = try inputSigma(schedule.start(timestep))
    return sample / (sigma * sigma + 1).squareRoot()
  }

  /// Reads the output of the call at `index`, and remembers or forgets the step's first sample.
  mutating func stage(
    _ modelOutput: Tensor<Scalar>, _ sample: Tensor<Scalar>, _ index: Int
  ) throws -> Stage<Scalar> {
    let input = try inputSigma(index)
    let first = firstSample
    let original = try SigmaPrediction(config, sample: .missing).original(
      modelOutput, sample, at: input)
    firstSample = first == nil ? sample : nil
    return Stage(
      isFirst: first == nil, start: first ?? sample,
      sigma: try schedule.sigma(first == nil ? index : index - 1), original: original,
      derivative: (sample - original) / input)
  }
}

/// The level half-way between two levels on a logarithmic scale, as `torch.lerp` computes it.
func logarithmicMiddle<Scalar: TensorScalar>(_ first: Scalar, _ second: Scalar) -> Scalar {
  let (start, end) = (Scalar.log(first), Scalar.log(second))
  return Scalar.exp(end - (end - start) * Scalar(0.5))
}

extension SigmaPlan {
  /// The plan with whole timesteps where they were computed from Karras levels.
  func roundingKarras(_ spacing: SigmaSpacing?) -> SigmaPlan {
    guard spacing == .karras else { return self }
    var plan = self
    plan.times = times.map { $0.rounded(.toNearestOrEven) }
    return plan
  }

  /// The timesteps of the levels of second calls.
  func timesteps(of levels: ArraySlice<Scalar>, _ noise: NoiseSchedule<Scalar>) -> [Double] {
    let toTime = SigmaToTime(noise.sigmas)
    return levels.map { Double(Scalar(toTime(narrow: $0))) }
  }

  /// The plan's timesteps with those of second calls in between.
  func interleaved(with middles: [Double]) -> [Timestep] {
    let pairs = zip(middles, times.dropFirst()).flatMap { [$0, $1] }
    return [Timestep](floats: times.prefix(1) + pairs)
  }
}
