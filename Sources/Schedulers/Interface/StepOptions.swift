import Checkpoints
public import Tensors
import TorchRandom

/// Where a scheduler's random numbers come from. Each draw is one call, so that a caller can record
/// it or answer it from a recording.
public struct NoiseSource<Scalar: TensorScalar> {
  /// Draws a tensor of the given shape from the caller's generator (`randn_tensor`).
  public let normal: (_ shape: [Int]) throws -> Tensor<Scalar>
  /// Draws a tensor of the given shape from torch's global generator (`torch.randn_like`), whatever
  /// the caller's generator is.
  public let globalNormal: (_ shape: [Int]) throws -> Tensor<Scalar>
  /// Draws a tensor of the given shape from a new generator with the given seed (the nodes of a
  /// Brownian tree).
  public let seededNormal: (_ shape: [Int], _ seed: UInt64) throws -> Tensor<Scalar>
  /// Draws a seed of 0…2⁶³ − 2 from torch's global generator (`torch.randint`).
  public let globalSeed: () throws -> Int

  /// A source with separate streams for the kinds of draws; by default seeds and what is drawn from
  /// them come from torch's generators.
  public init(
    normal: @escaping (_ shape: [Int]) throws -> Tensor<Scalar>,
    globalNormal: @escaping (_ shape: [Int]) throws -> Tensor<Scalar>,
    seededNormal: ((_ shape: [Int], _ seed: UInt64) throws -> Tensor<Scalar>)? = nil,
    globalSeed: (() throws -> Int)? = nil
  ) {
    self.normal = normal
    self.globalNormal = globalNormal
    self.seededNormal = seededNormal ?? { randn($0, TorchGenerator(seed: $1)) }
    self.globalSeed =
      globalSeed ?? { TorchGenerator.global.integers(in: 0..<Int.max, count: 1)[0] }
  }

  /// A source that makes all draws by `normal`.
  public init(_ normal: @escaping (_ shape: [Int]) throws -> Tensor<Scalar>) {
    self.init(normal: normal, globalNormal: normal)
  }

  /// A source for steps that draw nothing; a draw is an error.
  public static var none: NoiseSource {
    NoiseSource { shape in
      throw PythonError(
        type: .runtimeError, message: "the step needs noise of shape \(shape), but has no source")
    }
  }
}

/// The arguments of `step` besides the three that every class takes. A class reads those that its
/// signature in diffusers has.
public struct StepOptions<Scalar: TensorScalar> {
  /// Where random numbers come from.
  public var noise: NoiseSource<Scalar>
  /// `eta`: the part of DDPM's variance that DDIM and its relatives put back.
  public var eta: Double?
  /// `use_clipped_model_output` of DDIM.
  public var useClippedModelOutput = false
  /// `variance_noise`: noise that replaces a draw.
  public var varianceNoise: Tensor<Scalar>?
  /// `s_churn`, `s_tmin`, `s_tmax`, `s_noise` of Euler's and Heun's methods.
  public var churn = Churn()
  /// `prev_timestep` of UnCLIP.
  public var previousTimestep: Timestep?
  /// `per_token_timesteps` of flow matching: the timestep of each token, `[N, L]`.
  public var perTokenTimesteps: Tensor<Scalar>?
  /// `timestep_back` of CogVideoX's DPM-Solver++: the timestep of the step before.
  public var timestepBack: Timestep?
  /// `old_pred_original_sample` of CogVideoX's DPM-Solver++: the step before's second output.
  public var oldPredOriginalSample: Tensor<Scalar>?

  /// Options with every argument at its default.
  public init(noise: NoiseSource<Scalar> = .none) { self.noise = noise }
}

/// Random noise that is added before a step, after Karras et al. (2022), algorithm 2.
public struct Churn: Sendable, Hashable {
  /// `s_churn`: how much.
  public var amount = 0.0
  /// `s_tmin`: the smallest noise level that gets some.
  public var minimum = 0.0
  /// `s_tmax`: the largest noise level that gets some.
  public var maximum = Double.infinity
  /// `s_noise`: the standard deviation of the noise.
  public var noise = 1.0

  /// No noise.
  public init() {}
}

/// What a step is made from.
public struct StepInput<Scalar: TensorScalar> {
  /// The denoiser's output: `[N, C, …]`, or `[N, 2C, …]` if it predicts the variance, too.
  public let modelOutput: Tensor<Scalar>
  /// The timestep of the denoiser's call.
  public let timestep: Timestep
  /// The current sample `[N, C, …]`.
  public let sample: Tensor<Scalar>
  /// The other arguments.
  public let options: StepOptions<Scalar>
}

/// What a step gives.
public struct StepOutput<Scalar: TensorScalar>: Sendable {
  /// `prev_sample`: the next sample.
  public let prevSample: Tensor<Scalar>
  /// The second output: `pred_original_sample`, `denoised` (LCM) or `pred_noised_sample` (TCD), if
  /// the class has one.
  public let predOriginalSample: Tensor<Scalar>?

  init(_ prevSample: Tensor<Scalar>, _ predOriginalSample: Tensor<Scalar>? = nil) {
    self.prevSample = prevSample
    self.predOriginalSample = predOriginalSample
  }
}
