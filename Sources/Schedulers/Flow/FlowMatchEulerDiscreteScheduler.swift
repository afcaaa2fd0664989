import Checkpoints
import RealModule
import Tensors

/// Euler's method for rectified flows, with SD 3's and Flux's time shifts
/// (scheduling_flow_match_euler_discrete.py).
struct FlowMatchEulerDiscreteScheduler<Scalar: TensorScalar>: FlowMatchScheduler,
  ShiftingScheduler
{
  static var type: SchedulerType { flowMatchEuler }

  let config: SchedulerConfig
  private(set) var numInferenceSteps: Int?
  var schedule: SigmaSchedule<Scalar>
  var shift: Double
  private let range: FlowRange<Scalar>
  private let spacing: SigmaSpacing?

  init(_ config: SchedulerConfig) throws {
    self.config = config
    self.spacing = try SigmaSpacing.chosen(config)
    guard try ["exponential", "linear"].contains(config.string("time_shift_type")) else {
      throw PythonError.value("`time_shift_type` must either be 'exponential' or 'linear'.")
    }
    let isDynamic = try config.bool("use_dynamic_shifting")
    self.shift = try config.double("shift")
    self.range = FlowRange(try config.trainTimesteps(), shift: isDynamic ? nil : shift)
    self.schedule = range.initialSchedule
  }

  mutating func setTimesteps(_ request: ScheduleRequest) throws {
    if try config.bool("use_dynamic_shifting") && request.mu == nil {
      throw PythonError.value(
        "`mu` must be passed when `use_dynamic_shifting` is set to be `True`")
    }
    let count = try stepCount(request)
    numInferenceSteps = count
    let wide: [Double]
    if let custom = request.sigmas {
      wide = try shifted(custom.map { Scalar($0) }, request.mu).map { Double($0) }
    } else if let custom = request.timesteps {
      let sigmas = custom.map { Scalar($0) / Scalar(range.trainTimesteps) }
      wide = try shifted(sigmas, request.mu).map { Double($0) }
    } else {
      wide = try shifted(range.levels(count), request.mu)
    }
    let levels = try spacing?.sigmas(replacing: wide, count, config) ?? wide
    var sigmas = levels.map { Scalar($0) }
    let isInverted = try config.bool("invert_sigmas")
    if isInverted { sigmas = sigmas.map { 1 - $0 } }
    let custom = isInverted ? nil : request.timesteps?.map { Scalar($0) }
    schedule = SigmaSchedule(
      sigmas: sigmas + [isInverted ? 1 : 0],
      timesteps: [Timestep](
        floats: custom ?? sigmas.map { $0 * Scalar(range.trainTimesteps) }))
  }

  /// The number of steps, which the caller's own levels and timesteps must agree on.
  private func stepCount(_ request: ScheduleRequest) throws -> Int {
    let counts = [request.sigmas?.count, request.timesteps?.count].compactMap { $0 }
    if let first = counts.first, counts.contains(where: { $0 != first }) {
      throw PythonError.value("`sigmas` and `timesteps` should have the same length")
    }
    guard let asked = request.numInferenceSteps else {
      guard let given = counts.first else {
        throw PythonError.type("object of type 'NoneType' has no len()")
      }
      return given
    }
    guard counts.allSatisfy({ $0 == asked }) else {
      throw PythonError.value(
        "`sigmas` and `timesteps` should have the same length as num_inference_steps, if"
          + " `num_inference_steps` is provided")
    }
    return asked
  }

  /// The levels after the shift by `mu` or the fixed one, stretched to `shift_terminal`.
  private func shifted<Value: TensorScalar>(_ levels: [Value], _ mu: Double?) throws -> [Value] {
    var result = levels
    if try config.bool("use_dynamic_shifting"), let mu {
      let shift = try config.string("time_shift_type") == "linear" ? mu : Double.exp(mu)
      result = levels.map { Value(shift) / (Value(shift) + (1 / $0 - 1)) }
    } else {
      result = flowShifted(levels, shift)
    }
    guard let terminal = try config.optionalDouble("shift_terminal"), terminal != 0 else {
      return result
    }
    guard let last = result.last else {
      throw PythonError(
        type: .indexError, message: "index -1 is out of bounds for axis 0 with size 0")
    }
    let scale = (1 - last) / Value(1 - terminal)
    return result.map { 1 - (1 - $0) / scale }
  }

  mutating func step(_ input: StepInput<Scalar>) throws -> StepOutput<Scalar> {
    try input.timestep.refuseInteger(Self.type.name)
    let index = try schedule.start(input.timestep)
    if let tokens = input.options.perTokenTimesteps {
      let levels = tokenLevels(tokens)
      schedule.cursor.advance()
      return try step(
        input, from: levels.current, to: levels.next, distance: levels.current - levels.next)
    }
    let sigma = Tensor(scalar: try schedule.sigma(index))
    let next = Tensor(scalar: try schedule.sigma(index + 1))
    schedule.cursor.advance()
    return try step(input, from: sigma, to: next, distance: next - sigma)
  }

  private func step(
    _ input: StepInput<Scalar>, from sigma: Tensor<Scalar>, to next: Tensor<Scalar>,
    distance: Tensor<Scalar>
  ) throws -> StepOutput<Scalar> {
    guard try config.bool("stochastic_sampling") else {
      return StepOutput(input.sample + distance * input.modelOutput)
    }
    let original = input.sample - sigma * input.modelOutput
    let draw = try input.options.noise.globalNormal(input.sample.shape)
    return StepOutput((1 - next) * original + next * draw)
  }

  /// The noise levels of tokens with timesteps of their own, `[N, L, 1]`, and the highest ones of the
  /// schedule below them. The step goes up by their difference: upstream's sign.
  private func tokenLevels(
    _ timesteps: Tensor<Scalar>
  ) -> (current: Tensor<Scalar>, next: Tensor<Scalar>) {
    let current = timesteps / Scalar(range.trainTimesteps)
    let sigmas = schedule.sigmas
    let next = current.values.map { level in
      sigmas.reduce(0) { $1 < level - Scalar(1e-6) ? max($0, $1) : $0 }
    }
    return (
      current.unsqueezed(-1), Tensor<Scalar>(next, shape: current.shape).unsqueezed(-1)
    )
  }
}

private let flowMatchEuler = SchedulerType(
  "FlowMatchEulerDiscreteScheduler", module: "scheduling_flow_match_euler_discrete",
  parameters: ([
    "num_train_timesteps": 1000, "shift": 1.0, "use_dynamic_shifting": false, "base_shift": 0.5,
    "max_shift": 1.15, "base_image_seq_len": 256, "max_image_seq_len": 4096,
    "invert_sigmas": false, "shift_terminal": nil,
  ] as JSONObject).merging(SigmaSpacing.parameters).merging([
    "time_shift_type": "exponential", "stochastic_sampling": false,
  ]), accepts: [.sigmas, .mu, .timesteps, .generator], compatibles: [],
  noiseMethod: "scale_noise")
