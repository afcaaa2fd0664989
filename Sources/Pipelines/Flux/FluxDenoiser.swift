import Checkpoints
import DiffusionModels
import Tensors

/// One prediction of Flux's transformer: what it sees beside the latents, the traced calls, and true
/// guidance.
struct FluxDenoiser<Scalar: TensorScalar> {
  /// What a class puts beside the latents.
  enum Companion {
    /// Nothing.
    case none
    /// Further features of each token, `[N, L, C]`: a control picture.
    case features(Tensor<Scalar>)
    /// Further tokens, `[N, M, C]`: a picture to work from. Their predictions are dropped.
    case tokens(Tensor<Scalar>)
  }

  let run: PipelineRun<Scalar>
  let transformer: FluxTransformer2DModel<Scalar>
  let prompts: FluxPrompts<Scalar>
  /// The places of the pictures' tokens, `[L, 3]`.
  let places: Tensor<Scalar>
  /// What is beside the latents.
  var companion = Companion.none
  /// The guidance scale that the models are told.
  var guidance: FluxGuidance<Scalar>
  /// The ControlNets that add to the transformer's tokens.
  var control: FluxControlNetConditioning<Scalar>?

  /// The guided prediction for the loop's tensors at a step.
  func predict(
    _ schedule: inout DenoisingSchedule<Scalar>, _ tensors: LoopTensors<Scalar>,
    _ step: DenoisingStep
  ) throws -> Tensor<Scalar> {
    let input = try self.input(tensors.latents)
    var positive = prompts.positive
    positive.tokens = tensors["prompt_embeds"]
    let residuals = try control?.residuals(tensors, positive, step)
    let conditional = try part(
      of: call(input, step, positive, residuals), like: tensors.latents)
    guard let negative = prompts.negative else { return conditional }
    let unconditional = try part(
      of: call(input, step, negative, residuals), like: tensors.latents)
    try requireBroadcastable(conditional.shape, unconditional.shape)
    return unconditional + Scalar(prompts.scale) * (conditional - unconditional)
  }

  private func input(_ latents: Tensor<Scalar>) throws -> Tensor<Scalar> {
    switch companion {
    case .none: latents
    case .features(let other): try concatenated([latents, other], 2)
    case .tokens(let other): try concatenated([latents, other], 1)
    }
  }

  private func part(of output: Tensor<Scalar>, like latents: Tensor<Scalar>) -> Tensor<Scalar> {
    guard case .tokens = companion else { return output }
    return output.narrowed(1, 0..<latents.shape[1])
  }

  private func call(
    _ latents: Tensor<Scalar>, _ step: DenoisingStep, _ prompt: FluxPrompt<Scalar>,
    _ residuals: FluxControlNetResiduals<Scalar>?
  ) throws -> Tensor<Scalar> {
    let count = latents.shape[0]
    let time = Tensor(repeating: Scalar(step.timestep.value) / 1000, shape: [count])
    let guidance = try transformer.guidanceEmbeds ? self.guidance.rows(count) : nil
    let inputs: [(name: String, entry: Transcript<Scalar>.Entry?)] =
      [
        ("hidden_states", .floats(latents)), ("encoder_hidden_states", .floats(prompt.tokens)),
        ("pooled_projections", .floats(prompt.pooled)), ("timestep", .floats(time)),
        ("img_ids", .floats(places)), ("txt_ids", .floats(prompt.places)),
        ("guidance", guidance?.entry),
      ] + (residuals?.entries.map { ($0.name, .floats($0.tensor)) } ?? [])
    return try run.traced(
      "transformer", "forward",
      inputs: inputs.compactMap { name, entry in entry.map { (name, $0) } }
    ) {
      let rows = try self.rows(latents, prompt)
      return try transformer(
        rows(latents), encoderHiddenStates: rows(prompt.tokens),
        pooledProjections: rows(prompt.pooled), timestep: rows(time), imgIds: places,
        txtIds: prompt.places, guidance: guidance.map { rows($0.tensor) }, residuals: residuals,
        controlnetBlocksRepeat: control?.repeats ?? false)
    } outputs: {
      [("sample", .floats($0))]
    }
  }

  /// What gives an input as many rows as the batch has: upstream lets a single row of one input meet
  /// several of another.
  private func rows(
    _ latents: Tensor<Scalar>, _ prompt: FluxPrompt<Scalar>
  ) throws -> (Tensor<Scalar>) -> Tensor<Scalar> {
    // Other widths are refused by the model itself.
    guard latents.extent(-1) == transformer.configuration.inChannels else { return { $0 } }
    guard latents.rank == 3, prompt.pooled.rank == 2 else {
      throw PythonError(
        type: .runtimeError,
        message: "Tensors must have same number of dimensions: got \(latents.rank + 1) and 4")
    }
    let counts = [latents.shape[0], prompt.pooled.shape[0], prompt.tokens.shape[0]]
    try requireBroadcastable([counts[0], 1], [counts[1], 1])
    let count = counts.max() ?? 1
    try requireBroadcastable([counts[2], 1, 1], [max(counts[0], counts[1]), 1, 1])
    try checkPlaces(latents, prompt)
    return { tensor in
      tensor.shape[0] == count
        ? tensor : tensor.expanded(to: [count] + tensor.shape.dropFirst())
    }
  }

  /// There is a place for every token.
  private func checkPlaces(_ latents: Tensor<Scalar>, _ prompt: FluxPrompt<Scalar>) throws {
    guard prompt.tokens.rank == 3 else { return }
    let tokens = latents.shape[1] + prompt.tokens.shape[1]
    try requireBroadcastable(
      [1, tokens, 1, 1], [1, places.shape[0] + prompt.places.shape[0], 1, 1])
  }
}
