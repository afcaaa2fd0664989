import Checkpoints
import RealModule
import Tensors

/// DDPM in continuous time with a cosine schedule, for Würstchen and Stable Cascade
/// (scheduling_ddpm_wuerstchen.py). Timesteps run from 1 to 0 and include the end.
struct DDPMWuerstchenScheduler<Scalar: TensorScalar>: Scheduler {
  static var type: SchedulerType { wuerstchen }

  let config: SchedulerConfig
  private(set) var timesteps: [Timestep] = []
  private(set) var numInferenceSteps: Int?
  private let scaler: Double
  private let offset: Scalar

  init(_ config: SchedulerConfig) throws {
    self.config = config
    self.scaler = try config.double("scaler")
    self.offset = Scalar(try config.double("s"))
  }

  var initNoiseSigma: Scalar { 1 }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    if let custom = request.timesteps {
      timesteps = [Timestep](floats: custom.map { Scalar($0) })
      return
    }
    let even: [Scalar] = Ranges.torchLinspace(1, 0, try request.requiredSteps() + 1)
    timesteps = [Timestep](floats: even)
    numInferenceSteps = request.numInferenceSteps
  }

  private func squaredCosine(_ time: Scalar) -> Scalar {
    let cosine = Scalar.cos((time + offset) / (1 + offset) * Scalar.pi * Scalar(0.5))
    return cosine * cosine
  }

  /// ᾱ at `time`, between 0.0001 and 0.9999.
  private func alphaCumprod(_ time: Scalar) -> Scalar {
    var time = time
    if scaler > 1 { time = 1 - Scalar.pow(1 - time, Scalar(scaler)) }
    if scaler < 1 { time = Scalar.pow(time, Scalar(scaler)) }
    let ratio = squaredCosine(time) / squaredCosine(0)
    return min(max(ratio, Scalar(0.0001)), Scalar(0.9999))
  }

  /// The timestep after the one that is nearest to `time`.
  private func previous(_ time: Double) throws -> Scalar {
    let distances = timesteps.map { ($0.value - time).magnitude }
    let index = distances.indices.min { distances[$0] < distances[$1] } ?? 0
    guard index + 1 < timesteps.count else {
      throw PythonError(
        type: .indexError,
        message:
          "index \(index + 1) is out of bounds for dimension 0 with size \(timesteps.count)")
    }
    return Scalar(timesteps[index + 1].value)
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let previous = try previous(input.timestep.value)
    let current = alphaCumprod(Scalar(input.timestep.value))
    let next = alphaCumprod(previous)
    let alpha = current / next
    let mean =
      (1 / alpha).squareRoot()
      * (input.sample - (1 - alpha) * input.modelOutput / (1 - current).squareRoot())
    let draw = try input.options.noise.normal(mean.shape)
    guard previous != 0 else { return StepOutput(mean) }
    let deviation = ((1 - alpha) * (1 - next) / (1 - current)).squareRoot()
    return StepOutput(mean + deviation * draw)
  }

  func addNoise(
    _ original: Tensor<Scalar>, _ noise: Tensor<Scalar>, _ timesteps: [Timestep]
  ) throws -> Tensor<Scalar> {
    let products = timesteps.map { alphaCumprod(Scalar($0.value)) }
    return perSample(products.map { $0.squareRoot() }, like: original) * original
      + perSample(products.map { (1 - $0).squareRoot() }, like: original) * noise
  }
}

private let wuerstchen = SchedulerType(
  "DDPMWuerstchenScheduler", module: "scheduling_ddpm_wuerstchen",
  parameters: ["scaler": 1.0, "s": 0.008], accepts: [.timesteps, .generator], compatibles: [],
  hasOrder: false)
