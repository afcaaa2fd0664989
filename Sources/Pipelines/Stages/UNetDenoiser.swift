import DiffusionModels
import Schedulers
import Tensors

/// One guided prediction of a U-Net: what the sample becomes before the model, the traced call, and
/// what its output becomes.
///
/// What a class conditions the model on stands among the loop's tensors, where a callback may change
/// it: `prompt_embeds`, SDXL's `add_text_embeds` and `add_time_ids`, `w_embedding` of consistency
/// models. Everything absent costs nothing.
struct UNetDenoiser<Scalar: TensorScalar> {
  let run: PipelineRun<Scalar>
  let unet: UNet2DConditionModel<Scalar>
  let guidance: Guidance<Scalar>
  /// The embedded guidance scale of a distilled model, `[N, time_cond_proj_dim]`.
  var timestepCond: Tensor<Scalar>?
  /// ControlNets that the U-Net listens to.
  var controlNet: ControlNetConditioning<Scalar>?
  /// The names of the loop's tensors whose channels follow the latents.
  var condition: [String] = []

  /// The denoiser with the guidance scale embedded where the U-Net takes it.
  ///
  /// - Throws: `PythonError` if perturbed attention names a layer that the U-Net does not have.
  init(
    _ run: PipelineRun<Scalar>, _ unet: UNet2DConditionModel<Scalar>,
    _ guidance: Guidance<Scalar>
  ) throws {
    var unet = unet
    unet.attentionProcessors =
      try guidance.perturbation?.processors(
        for: unet.selfAttentionNames, copies: guidance.copies) ?? [:]
    self.run = run
    self.unet = unet
    self.guidance = guidance
    timestepCond = unet.configuration.timeCondProjDim.map {
      guidanceScaleEmbedding(guidance.scale - 1, count: run.batchSize, size: $0)
    }
  }

  /// Denoises along `schedule`; a callback sees the ControlNets' pictures among the tensors.
  ///
  /// - Parameter correct: Called after the scheduler's step number `n` with its result.
  func denoise(
    _ schedule: inout DenoisingSchedule<Scalar>, _ tensors: LoopTensors<Scalar>,
    correct: (DenoisingSchedule<Scalar>, LoopTensors<Scalar>, Int) throws -> Tensor<Scalar> = {
      _, tensors, _ in tensors.latents
    }
  ) throws -> LoopTensors<Scalar> {
    try run.denoise(
      &schedule, controlNet?.offered(among: tensors) ?? tensors, predict: predict,
      correct: correct)
  }

  /// The guided prediction for the loop's tensors at a step.
  func predict(
    _ schedule: inout DenoisingSchedule<Scalar>, _ tensors: LoopTensors<Scalar>,
    _ step: DenoisingStep
  ) throws -> Tensor<Scalar> {
    let input = try schedule.scaledInput(guidance.copied(tensors.latents), at: step.timestep)
    let residuals = try controlNet?.residuals(&schedule, tensors, input, step)
    let sample =
      condition.isEmpty ? input : try concatenated([input] + condition.map { tensors[$0] }, 1)
    return guidance.mix(
      try call(sample, step.timestep, tensors, residuals), at: step.timestep)
  }

  private func call(
    _ sample: Tensor<Scalar>, _ timestep: Timestep, _ tensors: LoopTensors<Scalar>,
    _ residuals: ControlNetResiduals<Scalar>?
  ) throws -> Tensor<Scalar> {
    let promptEmbeds = tensors["prompt_embeds"]
    let timestepCond = tensors.optional("w_embedding") ?? timestepCond
    let added = tensors.added
    let inputs: [(name: String, tensor: Tensor<Scalar>?)] = [
      ("encoder_hidden_states", promptEmbeds), ("timestep_cond", timestepCond),
      ("added_cond_kwargs.text_embeds", added.textEmbeds),
      ("added_cond_kwargs.time_ids", added.timeIds),
    ]
    return try run.traced(
      "unet", "forward",
      inputs: [
        ("sample", .floats(sample)),
        ("timestep", DenoisingSchedule<Scalar>.entry([timestep], shape: [])),
      ] + inputs.compactMap { name, tensor in tensor.map { (name, .floats($0)) } }
        + (residuals?.entries ?? [])
    ) {
      try unet(
        sample, timestep: [timestep.value], encoderHiddenStates: promptEmbeds,
        timestepCond: timestepCond, added: added, residuals: residuals)
    } outputs: {
      [("sample", .floats($0))]
    }
  }
}

extension LoopTensors {
  /// diffusers' `added_cond_kwargs`.
  var added: AddedConditions<Scalar> {
    AddedConditions(textEmbeds: optional("add_text_embeds"), timeIds: optional("add_time_ids"))
  }
}

extension ControlNetResiduals {
  /// The residuals as inputs of a transcript.
  fileprivate var entries: [(name: String, entry: Transcript<Scalar>.Entry)] {
    down.enumerated().map { ("down_block_additional_residuals.\($0)", .floats($1)) }
      + [("mid_block_additional_residual", .floats(mid))]
  }
}
