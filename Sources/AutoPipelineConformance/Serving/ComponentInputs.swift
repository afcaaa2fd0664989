import Checkpoints
import DiffusionModels
import Pipelines
import Tensors
import TextEncoders

/// The inputs of a component's method, by the names that transcripts give them.
struct ComponentInputs<Scalar: TensorScalar> {
  /// The outputs of a method by their names in transcripts.
  typealias Outputs = [(name: String, entry: Transcript<Scalar>.Entry)]

  let file: SafetensorsFile
  /// Arguments that are no tensors.
  let arguments: AdapterRequest

  /// Calls the method; nil if the component does not have it.
  func call(_ component: any Sendable, _ method: String) throws -> Outputs? {
    switch (component, method) {
    case (let unet as UNet2DConditionModel<Scalar>, "forward"): try forward(unet)
    case (let net as ControlNetModel<Scalar>, "forward"): try forward(net)
    case (let vae as any LatentAutoencoder<Scalar>, "encode"): try encode(vae)
    case (let vae as any InpaintingAutoencoder<Scalar>, "decode") where has("image"):
      [
        (
          "sample",
          .floats(
            try vae.decode(
              tensor(type(of: vae).latentsName, rank: 4), image: tensor("image", rank: 4),
              mask: tensor("mask", rank: 4)))
        )
      ]
    case (let vae as any LatentAutoencoder<Scalar>, "decode"):
      [("sample", .floats(try vae.decode(tensor(type(of: vae).latentsName, rank: 4))))]
    case (let encoder as CLIPTextModel<Scalar>, "forward"): try forward(encoder)
    case (let encoder as CLIPTextModelWithProjection<Scalar>, "forward"): try forward(encoder)
    case (let encoder as T5EncoderModel<Scalar>, "forward"): try forward(encoder)
    case (let checker as StableDiffusionSafetyChecker<Scalar>, "forward"): try forward(checker)
    default: nil
    }
  }

  private func forward(_ unet: UNet2DConditionModel<Scalar>) throws -> Outputs {
    let sample = try unet(
      tensor("sample", rank: 4), timestep: tensor("timestep").values.map { Double($0) },
      encoderHiddenStates: tensor("encoder_hidden_states", rank: 3),
      timestepCond: optionalTensor("timestep_cond"), added: addedConditions(),
      residuals: residuals())
    return [("sample", .floats(sample))]
  }

  private func forward(_ net: ControlNetModel<Scalar>) throws -> Outputs {
    let residuals = try net(
      tensor("sample", rank: 4), timestep: tensor("timestep").values.first.map { Double($0) } ?? 0,
      encoderHiddenStates: tensor("encoder_hidden_states", rank: 3),
      controlnetCond: tensor("controlnet_cond", rank: 4),
      conditioningScale: arguments.optionalDouble("conditioning_scale") ?? 1,
      guessMode: arguments.optionalBool("guess_mode") ?? false, added: addedConditions())
    return residuals.down.enumerated().map { ("down_block_res_samples.\($0)", .floats($1)) }
      + [("mid_block_res_sample", .floats(residuals.mid))]
  }

  private func encode(_ vae: any LatentAutoencoder<Scalar>) throws -> Outputs {
    switch try vae.encoding(of: tensor("x", rank: 4)) {
    case .distribution(let posterior):
      [("mean", .floats(posterior.mean)), ("logvar", .floats(posterior.logvar))]
    case .latents(let latents): [("latents", .floats(latents))]
    }
  }

  private func forward(_ encoder: CLIPTextModel<Scalar>) throws -> Outputs {
    let output = try encoder(ids("input_ids"), attentionMask: optionalIDs("attention_mask"))
    return [
      ("last_hidden_state", .floats(output.lastHiddenState)),
      ("pooler_output", .floats(output.poolerOutput)),
    ]
  }

  private func forward(_ encoder: CLIPTextModelWithProjection<Scalar>) throws -> Outputs {
    let output = try encoder(ids("input_ids"), attentionMask: optionalIDs("attention_mask"))
    return [("last_hidden_state", .floats(output.lastHiddenState))]
      + (output.textEmbeds.map { [("text_embeds", .floats($0))] } ?? [])
  }

  private func forward(_ encoder: T5EncoderModel<Scalar>) throws -> Outputs {
    let output = try encoder(ids("input_ids"), attentionMask: optionalIDs("attention_mask"))
    return [("last_hidden_state", .floats(output.lastHiddenState))]
  }

  private func forward(_ checker: StableDiffusionSafetyChecker<Scalar>) throws -> Outputs {
    let result = try checker(
      images: tensor("images", rank: 4), clipInput: tensor("clip_input", rank: 4))
    let flags = result.hasNSFWConcepts
    return [
      ("images", .floats(result.images)),
      ("has_nsfw_concepts", .flags(flags, shape: [flags.count])),
    ]
  }

  private func addedConditions() throws -> AddedConditions<Scalar> {
    AddedConditions(
      textEmbeds: try optionalTensor("added_cond_kwargs.text_embeds"),
      timeIds: try optionalTensor("added_cond_kwargs.time_ids"))
  }

  private func residuals() throws -> ControlNetResiduals<Scalar>? {
    guard let mid = try optionalTensor("mid_block_additional_residual") else { return nil }
    var down: [Tensor<Scalar>] = []
    while let next = try optionalTensor("down_block_additional_residuals.\(down.count)") {
      down.append(next)
    }
    return ControlNetResiduals(down: down, mid: mid)
  }

  private func has(_ name: String) -> Bool { file.entry(name) != nil }

  private func tensor(_ name: String, rank: Int? = nil) throws -> Tensor<Scalar> {
    let tensor: Tensor<Scalar> = try file.tensor(name)
    guard rank == nil || tensor.shape.count == rank else { throw wrongShape(name, tensor.shape) }
    return tensor
  }

  private func optionalTensor(_ name: String) throws -> Tensor<Scalar>? {
    has(name) ? try tensor(name) : nil
  }

  private func optionalIDs(_ name: String) throws -> [[Int]]? { has(name) ? try ids(name) : nil }

  private func ids(_ name: String) throws -> [[Int]] {
    let (values, shape) = try file.integers(name)
    guard shape.count == 2 else { throw wrongShape(name, shape) }
    return (0..<shape[0]).map { Array(values[($0 * shape[1])..<(($0 + 1) * shape[1])]) }
  }

  private func wrongShape(_ name: String, _ shape: [Int]) -> CheckpointError {
    CheckpointError(
      file: file.file, key: name, problem: "the shape \(shape) does not fit this input")
  }
}
