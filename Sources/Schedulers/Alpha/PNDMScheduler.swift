import Checkpoints
import Tensors

/// Pseudo numerical methods (Liu et al., 2022; scheduling_pndm.py): Runge–Kutta for the first steps
/// and a linear multi-step method for the rest, or the latter alone, which asks the denoiser twice
/// at the second timestep.
struct PNDMScheduler<Scalar: TensorScalar>: AlphaScheduler {
  static var type: SchedulerType { pndm }

  let config: SchedulerConfig
  private(set) var timesteps: [Timestep] = []
  private(set) var numInferenceSteps: Int?
  let noise: NoiseSchedule<Scalar>
  private let finalAlphaCumprod: Scalar
  private let skipsRungeKutta: Bool
  /// The timesteps of the Runge–Kutta steps, four each.
  private var rungeKuttaTimesteps: [Int] = []
  private var counter = 0
  private var currentOutput: Tensor<Scalar>?
  private var currentSample: Tensor<Scalar>?
  private var outputs: [Tensor<Scalar>] = []

  init(_ config: SchedulerConfig) throws {
    self.config = config
    self.noise = try NoiseSchedule(config, Self.type)
    self.finalAlphaCumprod = try noise.finalAlphaCumprod(config)
    self.skipsRungeKutta = try config.bool("skip_prk_steps")
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    let count = try request.requiredSteps()
    numInferenceSteps = count
    let ascending = Array(
      try TimestepSpacing(named: config.string("timestep_spacing")).integers(
        count, of: noise.trainTimesteps, offset: config.int("steps_offset")
      ).reversed())
    let multistep: [Int]
    if skipsRungeKutta {
      rungeKuttaTimesteps = []
      multistep = (ascending.dropLast() + ascending.suffix(2).dropLast() + ascending.suffix(1))
        .reversed()
    } else {
      rungeKuttaTimesteps = try rungeKutta(Array(ascending.suffix(4)), count)
      multistep = ascending.dropLast(3).reversed()
    }
    timesteps = [Timestep](integers: rungeKuttaTimesteps + multistep)
    outputs = []
    counter = 0
    currentOutput = nil
  }

  /// The last four timesteps and the points half a step later, each but the outer ones twice.
  private func rungeKutta(_ last: [Int], _ count: Int) throws -> [Int] {
    guard last.count == 4 else {
      throw PythonError.value(
        "operands could not be broadcast together with shapes (\(2 * last.count),) (8,) ")
    }
    let half = try floorDivided(noise.trainTimesteps, by: count) / 2
    let points = last.flatMap { [$0, $0 + half] }.dropLast()
    return points.flatMap { [$0, $0] }.dropFirst().dropLast().reversed()
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    let count = try stepsOfRun(numInferenceSteps)
    let distance = try floorDivided(noise.trainTimesteps, by: count)
    let next =
      counter < rungeKuttaTimesteps.count
      ? try rungeKuttaStep(input.modelOutput, input.timestep.index(), input.sample, distance)
      : try multistep(input.modelOutput, input.timestep.index(), input.sample, distance)
    counter += 1
    return StepOutput(next)
  }

  private mutating func rungeKuttaStep(
    _ modelOutput: Tensor<Scalar>, _ time: Int, _ sample: Tensor<Scalar>, _ distance: Int
  ) throws -> Tensor<Scalar> {
    let previous = time - (counter % 2 == 1 ? 0 : distance / 2)
    let start = rungeKuttaTimesteps[counter / 4 * 4]
    var output = modelOutput
    let weight = Scalar(counter % 4 == 0 || counter % 4 == 3 ? 1.0 / 6 : 1.0 / 3)
    let sum = currentOutput.map { $0 + weight * modelOutput } ?? weight * modelOutput
    currentOutput = sum
    switch counter % 4 {
    case 0:
      outputs.append(modelOutput)
      currentSample = sample
    case 3:
      output = sum
      currentOutput = nil
    default: break
    }
    return try transfer(currentSample ?? sample, from: start, to: previous, output)
  }

  private mutating func multistep(
    _ modelOutput: Tensor<Scalar>, _ time: Int, _ sample: Tensor<Scalar>, _ distance: Int
  ) throws -> Tensor<Scalar> {
    guard skipsRungeKutta || outputs.count >= 3 else {
      throw PythonError.value(
        "\(Self.type.pythonClass) can only be run AFTER scheduler has been run in 'prk' mode for at"
          + " least 12 iterations See: https://github.com/huggingface/diffusers/blob/main/src/"
          + "diffusers/pipelines/pipeline_pndm.py for more information.")
    }
    // The second call is at the same step as the first: it improves on it by Heun's method.
    if counter == 1, outputs.count == 1, let first = outputs.first {
      let start = currentSample ?? sample
      currentSample = nil
      return try transfer(start, from: time + distance, to: time, (modelOutput + first) / 2)
    }
    outputs = outputs.suffix(3) + [modelOutput]
    if outputs.count == 1 { currentSample = sample }
    return try transfer(sample, from: time, to: time - distance, adamsBashforth())
  }

  /// The outputs combined by the Adams–Bashforth formula of their number.
  private func adamsBashforth() -> Tensor<Scalar> {
    let recent = Array(outputs.reversed())
    return switch recent.count {
    case 1: recent[0]
    case 2: (3 * recent[0] - recent[1]) / 2
    case 3: (23 * recent[0] - 16 * recent[1] + 5 * recent[2]) / 12
    default:
      Scalar(1.0 / 24) * (55 * recent[0] - 59 * recent[1] + 37 * recent[2] - 9 * recent[3])
    }
  }

  /// Formula (9) of the paper: the sample at `previous` from that at `time`.
  private func transfer(
    _ sample: Tensor<Scalar>, from time: Int, to previous: Int, _ output: Tensor<Scalar>
  ) throws -> Tensor<Scalar> {
    let alpha = try noise.alphaCumprod(time)
    let previousAlpha = previous >= 0 ? try noise.alphaCumprod(previous) : finalAlphaCumprod
    let beta = 1 - alpha
    var epsilon = output
    switch try config.string("prediction_type") {
    case "epsilon": break
    case "v_prediction": epsilon = alpha.squareRoot() * output + beta.squareRoot() * sample
    case let other:
      throw PythonError.value(
        "prediction_type given as \(other) must be one of `epsilon` or `v_prediction`")
    }
    let factor = (previousAlpha / alpha).squareRoot()
    let divisor =
      alpha * (1 - previousAlpha).squareRoot() + (alpha * beta * previousAlpha).squareRoot()
    return factor * sample - (previousAlpha - alpha) * epsilon / divisor
  }
}

private let pndm = SchedulerType(
  "PNDMScheduler", module: "scheduling_pndm",
  parameters: BetaSchedule.parameters().merging([
    "skip_prk_steps": false, "set_alpha_to_one": false, "prediction_type": "epsilon",
    "timestep_spacing": "leading", "steps_offset": 0,
  ]))
