import TextEncoders

extension CLIPTextModel: ForwardComponent {
  func forward(_ inputs: ComponentInputs<Scalar>) throws -> ComponentOutputs<Scalar> {
    let output = try self(
      inputs.ids("input_ids"), attentionMask: inputs.optionalIDs("attention_mask"))
    return [
      ("last_hidden_state", .floats(output.lastHiddenState)),
      ("pooler_output", .floats(output.poolerOutput)),
    ]
  }
}

extension CLIPTextModelWithProjection: ForwardComponent {
  func forward(_ inputs: ComponentInputs<Scalar>) throws -> ComponentOutputs<Scalar> {
    let output = try self(
      inputs.ids("input_ids"), attentionMask: inputs.optionalIDs("attention_mask"))
    return [("last_hidden_state", .floats(output.lastHiddenState))]
      + (output.textEmbeds.map { [("text_embeds", .floats($0))] } ?? [])
  }
}

extension T5EncoderModel: ForwardComponent {
  func forward(_ inputs: ComponentInputs<Scalar>) throws -> ComponentOutputs<Scalar> {
    let output = try self(
      inputs.ids("input_ids"), attentionMask: inputs.optionalIDs("attention_mask"))
    return [("last_hidden_state", .floats(output.lastHiddenState))]
  }
}

extension StableDiffusionSafetyChecker: ForwardComponent {
  func forward(_ inputs: ComponentInputs<Scalar>) throws -> ComponentOutputs<Scalar> {
    let result = try self(
      images: inputs.tensor("images", rank: 4), clipInput: inputs.tensor("clip_input", rank: 4))
    let flags = result.hasNSFWConcepts
    return [
      ("images", .floats(result.images)),
      ("has_nsfw_concepts", .flags(flags, shape: [flags.count])),
    ]
  }
}
