import Checkpoints
import DiffusionModels
import Schedulers
import Tensors

/// One guided prediction of Stable Diffusion 3's transformer: what it sees beside the latents, the
/// traced calls, and guidance.
struct StableDiffusion3Denoiser<Scalar: TensorScalar> {
  let run: PipelineRun<Scalar>
  private let start: StableDiffusion3Start<Scalar>
  private let transformer: SD3Transformer2DModel<Scalar>
  private let skipping: SkippedLayerGuidance<Scalar>?
  /// ControlNets that the transformer listens to.
  var control: SD3ControlConditioning<Scalar>?
  /// The names of the loop's tensors whose channels follow the latents.
  var condition: [String] = []

  /// - Throws: `PythonError` if perturbed attention names a layer that the transformer does not have.
  init(
    _ run: PipelineRun<Scalar>, _ parts: StableDiffusion3Parts<Scalar>,
    _ start: StableDiffusion3Start<Scalar>
  ) throws {
    let guidance = start.guidance
    var transformer = parts.transformer
    transformer.perturbation = try guidance.perturbation.map {
      JointPerturbation(
        layers: try $0.found(among: transformer.selfAttentionNames), copies: guidance.copies)
    }
    self.run = run
    self.start = start
    self.transformer = transformer
    skipping = SkippedLayerGuidance(run.arguments)
  }

  private var guidance: Guidance<Scalar> { start.guidance }
  private var prompt: PooledPromptEmbeddings<Scalar> { start.prompt }

  /// The loop's tensors: latents and embeddings, as `callback_on_step_end` sees them.
  func loopTensors(_ latents: Tensor<Scalar>) -> LoopTensors<Scalar> {
    var tensors = LoopTensors(
      latents: latents,
      others: [
        "prompt_embeds": guidance.batch(prompt.tokens.negative, prompt.tokens.positive),
        "pooled_prompt_embeds": start.pooled,
      ])
    tensors.others["negative_prompt_embeds"] = prompt.tokens.negative
    tensors.others["negative_pooled_prompt_embeds"] = prompt.pooled.negative
    return tensors
  }

  /// Denoises `latents` along `schedule`.
  func denoise(
    _ latents: Tensor<Scalar>, _ schedule: DenoisingSchedule<Scalar>
  ) throws -> Tensor<Scalar> {
    var schedule = schedule
    return try run.denoise(&schedule, loopTensors(latents), predict: predict).latents
  }

  /// The guided prediction for the loop's tensors at a step.
  func predict(
    _ schedule: inout DenoisingSchedule<Scalar>, _ tensors: LoopTensors<Scalar>,
    _ step: DenoisingStep
  ) throws -> Tensor<Scalar> {
    let input = guidance.copied(tensors.latents)
    let samples = try control?.samples(input, tensors, step, of: schedule.timesteps.count) ?? []
    let sample =
      condition.isEmpty ? input : try concatenated([input] + condition.map { tensors[$0] }, 1)
    let output = try call(
      sample, step, tensors["prompt_embeds"], tensors["pooled_prompt_embeds"], samples: samples)
    var mixed = guidance.mix(output, at: step.timestep)
    if guidance.isEnabled, let skipping, skipping.isOn(at: step.index, of: schedule.stepCount) {
      let skipped = try call(
        tensors.latents, step, prompt.tokens.positive, prompt.pooled.positive,
        skipping: skipping.layers)
      mixed = mixed + (output.chunked(2, 0)[1] - skipped) * skipping.scale
    }
    try requireBroadcastable(tensors.latents.shape, mixed.shape)
    return mixed
  }

  private func call(
    _ latents: Tensor<Scalar>, _ step: DenoisingStep, _ text: Tensor<Scalar>,
    _ pooled: Tensor<Scalar>, samples: [Tensor<Scalar>] = [], skipping layers: Set<Int> = []
  ) throws -> Tensor<Scalar> {
    try run.traced(
      "transformer", "forward",
      inputs: [
        ("hidden_states", .floats(latents)), ("encoder_hidden_states", .floats(text)),
        ("pooled_projections", .floats(pooled)),
        ("timestep", step.entry(count: latents.shape.first ?? 1)),
      ]
        + samples.enumerated().map { ("block_controlnet_hidden_states.\($0)", .floats($1)) }
    ) {
      try transformer(
        latents, timestep: step.timestep.value, encoderHiddenStates: text,
        pooledProjections: pooled, controlSamples: samples, skipLayers: layers)
    } outputs: {
      [("sample", .floats($0))]
    }
  }
}

extension DenoisingStep {
  /// The timestep once for each sample, as a transcript keeps it.
  func entry<Scalar>(count: Int) -> Transcript<Scalar>.Entry {
    DenoisingSchedule.entry([Timestep](repeating: timestep, count: count), shape: [count])
  }
}

/// Skip-layer guidance: away from what the transformer predicts without some of its blocks.
struct SkippedLayerGuidance<Scalar: TensorScalar> {
  /// The numbers of the blocks.
  let layers: Set<Int>
  /// `skip_layer_guidance_scale`.
  let scale: Scalar
  private let start: Double
  private let stop: Double

  /// Nil if the call skips no layers.
  init?(_ arguments: Arguments<Scalar>) {
    guard let layers = arguments.numbers("skip_guidance_layers") else { return nil }
    self.layers = Set(layers.map { Int($0) })
    scale = Scalar(arguments.double("skip_layer_guidance_scale") ?? 0)
    start = arguments.double("skip_layer_guidance_start") ?? 0
    stop = arguments.double("skip_layer_guidance_stop") ?? 0
  }

  /// Whether the step `index` of `count` lies strictly inside the window.
  func isOn(at index: Int, of count: Int) -> Bool {
    Double(index) > Double(count) * start && Double(index) < Double(count) * stop
  }
}
