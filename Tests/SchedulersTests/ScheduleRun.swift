import Checkpoints
import Foundation
import Tensors
import TorchRandom

@testable import Schedulers

/// What all rows start from.
struct ScheduleInputs<Scalar: TensorScalar> {
  let sample: Tensor<Scalar>
  let noise: Tensor<Scalar>
  let outputs: Tensor<Scalar>
  let draws: Tensor<Scalar>

  init() throws {
    let file = try SafetensorsFile(
      contentsOf: ScheduleRow.folder.appending(path: "inputs.safetensors"))
    self.sample = try file.tensor("sample")
    self.noise = try file.tensor("noise")
    self.outputs = try file.tensor("outputs")
    self.draws = try file.tensor("draws")
  }

  /// The first elements of row `index` of a pool, in the given shape.
  static func take(_ pool: Tensor<Scalar>, _ index: Int, _ shape: [Int]) -> Tensor<Scalar> {
    pool[index % pool.extent(0)][0..<shape.reduce(1, *)].reshaped(shape)
  }
}

/// The entries that one row gives.
struct ScheduleRun<Scalar: TensorScalar> {
  private(set) var timesteps: [Timestep] = []
  private(set) var entries: [String: [Scalar]] = [:]
  private(set) var draws: [[Int]] = []
  private(set) var seeds: [Int] = []

  init(_ row: ScheduleRow) throws {
    let inputs = try ScheduleInputs<Scalar>()
    let recorder = DrawRecorder(inputs.draws)
    defer { (draws, seeds) = (recorder.shapes, recorder.seeds) }
    var scheduler: any Scheduler<Scalar> = try row.makeScheduler()
    try scheduler.setTimesteps(checking: row.request())
    timesteps = scheduler.timesteps
    entries["sigmas"] = scheduler.sigmas
    entries["init_noise_sigma"] = [scheduler.initNoiseSigma]
    if let begin = row.json["begin"]?.intValue { scheduler.setBeginIndex(begin) }

    let rest = timesteps.dropFirst(row.json["begin"]?.intValue ?? 0)
    var used = Array(rest.prefix(row.json["limit"]?.intValue ?? rest.count))
    if row.scheduler == "DDPMWuerstchenScheduler" { used.removeLast() }
    var sample = inputs.sample * scheduler.initNoiseSigma
    let tokens = row.json["tokens"]?.arrayValue?.flatMap { $0.arrayValue ?? [] }
    if tokens != nil { sample = sample.reshaped([2, 3, 2]) }
    if row.flag("add_noise") {
      sample = try scheduler.addNoise(inputs.sample, inputs.noise, repeated(used[0], sample))
      entries["noisy"] = sample.values
    }
    guard row.json["steps"]?.boolValue ?? true else { return }
    var options = try row.options(
      NoiseSource(
        normal: { recorder.draw($0) }, globalNormal: { recorder.draw($0) },
        seededNormal: { recorder.draw($0, seed: $1) },
        globalSeed: { TorchGenerator(seed: 9).integers(in: 0..<Int.max, count: 1)[0] }))
    options.perTokenTimesteps = tokens.map { tokens in
      Tensor(tokens.map { Scalar($0.doubleValue ?? .nan) }, shape: [2, 3])
    }
    for (index, timestep) in used.enumerated() {
      let scaled = try scheduler.scaleModelInput(sample, timestep)
      entries["scaled", default: []] += scaled.values
      var shape = sample.shape
      if row.flag("learned") { shape[1] *= 2 }
      let gain = Scalar(row.json["gain"]?.doubleValue ?? 1)
      let output = ScheduleInputs.take(inputs.outputs, index, shape) * gain
      if row.flag("previous") {
        options.previousTimestep = index + 1 < used.count ? used[index + 1] : nil
      }
      let result = try scheduler.step(output, timestep, sample, options)
      sample = result.prevSample
      options.timestepBack = timestep
      options.oldPredOriginalSample = result.predOriginalSample
      entries["prev_sample", default: []] += sample.values
      if let original = result.predOriginalSample {
        entries["pred_original_sample", default: []] += original.values
      }
      if index == 0 && row.flag("add_noise") {
        entries["noisy_later"] = try scheduler.addNoise(
          inputs.sample, inputs.noise, repeated(used[1], sample)
        ).values
      }
    }
  }

  private func repeated(_ timestep: Timestep, _ sample: Tensor<Scalar>) -> [Timestep] {
    [Timestep](repeating: timestep, count: sample.extent(0))
  }
}

struct MissingClass: Error {}

/// Answers random draws from a pool and remembers their shapes.
private final class DrawRecorder<Scalar: TensorScalar> {
  private let pool: Tensor<Scalar>
  private(set) var shapes: [[Int]] = []
  private(set) var seeds: [Int] = []

  init(_ pool: Tensor<Scalar>) { self.pool = pool }

  func draw(_ shape: [Int]) -> Tensor<Scalar> {
    shapes.append(shape)
    return ScheduleInputs.take(pool, shapes.count - 1, shape)
  }

  func draw(_ shape: [Int], seed: UInt64) -> Tensor<Scalar> {
    seeds.append(Int(clamping: seed))
    return randn(shape, TorchGenerator(seed: seed))
  }
}

extension ScheduleRow {
  /// The row's scheduler, with what no configuration holds.
  func makeScheduler<Scalar: TensorScalar>() throws -> any Scheduler<Scalar> {
    guard let type = SchedulerFactory.type(named: scheduler) else { throw MissingClass() }
    if let predictor = json["predictor"] {
      return try SchedulerFactory.uniPC(
        config,
        predictor: SchedulerFactory.make(
          predictor[0]?.stringValue, predictor[1]?.objectValue ?? [:], as: Scalar.self))
    }
    if let tau = json["tau"]?.doubleValue {
      return try SchedulerFactory.saSolver(config) { $0 < 700 ? tau : 0 }
    }
    let scheduler: any Scheduler<Scalar> = try SchedulerFactory.make(
      SchedulerConfig(type, [:], changes: config))
    if let shift = json["shift"]?.doubleValue {
      guard var shifting = scheduler as? any ShiftingScheduler<Scalar> else { throw MissingClass() }
      shifting.shift = shift
      return shifting
    }
    return scheduler
  }

  /// The keyword arguments of `step`.
  func options<Scalar>(_ noise: NoiseSource<Scalar>) throws -> StepOptions<Scalar> {
    var options = StepOptions(noise: noise)
    for (key, value) in json["options"]?.objectValue ?? [:] {
      let number = value.doubleValue ?? .nan
      switch key {
      case "eta": options.eta = number
      case "use_clipped_model_output": options.useClippedModelOutput = value.boolValue ?? false
      case "s_churn": options.churn.amount = number
      case "s_tmin": options.churn.minimum = number
      case "s_tmax": options.churn.maximum = number
      case "s_noise": options.churn.noise = number
      default: throw MissingClass()
      }
    }
    return options
  }
}
