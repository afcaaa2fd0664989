import Tensors

/// A scheduler of rectified flows: the sample is (1 − σ) · original + σ · noise.
protocol FlowMatchScheduler: UnitVarianceScheduler {}

extension FlowMatchScheduler {
  /// `scale_noise`: σ · `noise` + (1 − σ) · `original`.
  func addNoise(
    _ original: Tensor<Scalar>, _ noise: Tensor<Scalar>, _ timesteps: [Timestep]
  ) throws -> Tensor<Scalar> {
    let sigmas = try schedule.noiseSigmas(timesteps)
    return perSample(sigmas, like: original) * noise
      + perSample(sigmas.map { 1 - $0 }, like: original) * original
  }
}

/// A scheduler whose time shift may change between schedules.
public protocol ShiftingScheduler<Scalar>: Scheduler {
  /// `shift`, which `set_shift` sets: the next schedule is made with it.
  var shift: Double { get set }
}

/// σ after the time shift of SD 3: s·σ / (1 + (s − 1)·σ).
func flowShifted<Value: TensorScalar>(_ sigmas: [Value], _ shift: Double) -> [Value] {
  sigmas.map { Value(shift) * $0 / (1 + Value(shift - 1) * $0) }
}

/// The noise levels of a flow's training timesteps.
struct FlowRange<Scalar: TensorScalar>: Sendable {
  /// The number of training timesteps.
  let trainTimesteps: Int
  private let sigmas: [Scalar]

  /// The levels 1, …, 1/`count`, after the shift if there is one.
  init(_ count: Int, shift: Double?) {
    self.trainTimesteps = count
    let even = (1...count).reversed().map { Scalar($0) / Scalar(count) }
    self.sigmas = shift.map { flowShifted(even, $0) } ?? even
  }

  /// The schedule before the first `setTimesteps`: all levels.
  var initialSchedule: SigmaSchedule<Scalar> {
    SigmaSchedule(
      sigmas: sigmas,
      timesteps: [Timestep](floats: sigmas.map { $0 * Scalar(trainTimesteps) }))
  }

  /// `count` levels spaced evenly between the ends, in float64. As in diffusers the ends are shifted
  /// already, so that a fixed shift acts on them twice.
  func levels(_ count: Int) throws -> [Double] {
    let ends = [sigmas.first, sigmas.last].map { Double($0 ?? 0) * Double(trainTimesteps) }
    return try Ranges.linspace(ends[0], ends[1], count).map { $0 / Double(trainTimesteps) }
  }
}
