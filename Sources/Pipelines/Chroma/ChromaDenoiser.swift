import DiffusionModels
import Tensors

/// One prediction of Chroma's transformer: the traced calls, and guidance.
struct ChromaDenoiser<Scalar: TensorScalar> {
  let run: PipelineRun<Scalar>
  let transformer: ChromaTransformer2DModel<Scalar>
  let prompts: ChromaPrompts<Scalar>
  /// The places of the pictures' tokens, `[L, 3]`.
  let places: Tensor<Scalar>

  /// The guided prediction for the loop's tensors at a step.
  func predict(
    _ schedule: inout DenoisingSchedule<Scalar>, _ tensors: LoopTensors<Scalar>,
    _ step: DenoisingStep
  ) throws -> Tensor<Scalar> {
    var positive = prompts.positive
    positive.tokens = tensors["prompt_embeds"]
    let conditional = try call(tensors.latents, step, positive)
    guard let negative = prompts.negative else { return conditional }
    let unconditional = try call(tensors.latents, step, negative)
    return unconditional + Scalar(prompts.scale) * (conditional - unconditional)
  }

  private func call(
    _ latents: Tensor<Scalar>, _ step: DenoisingStep, _ prompt: ChromaPrompt<Scalar>
  ) throws -> Tensor<Scalar> {
    let time = Tensor(
      repeating: Scalar(step.timestep.value) / 1000, shape: [latents.extent(0)])
    let textPlaces = Tensor<Scalar>.zeros([prompt.tokens.extent(1), 3])
    let inputs: [(name: String, tensor: Tensor<Scalar>?)] = [
      ("hidden_states", latents), ("encoder_hidden_states", prompt.tokens), ("timestep", time),
      ("img_ids", places), ("txt_ids", textPlaces), ("attention_mask", prompt.mask),
    ]
    return try run.traced(
      "transformer", "forward",
      inputs: inputs.compactMap { name, tensor in tensor.map { (name, .floats($0)) } }
    ) {
      try transformer(
        latents, encoderHiddenStates: prompt.tokens, timestep: time, imgIds: places,
        txtIds: textPlaces, attentionMask: prompt.mask)
    } outputs: {
      [("sample", .floats($0))]
    }
  }
}
