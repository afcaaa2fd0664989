import DiffusionModels

extension SD3Transformer2DModel: ForwardComponent {
  func forward(_ inputs: ComponentInputs<Scalar>) throws -> ComponentOutputs<Scalar> {
    let sample = try self(
      inputs.tensor("hidden_states", rank: 4), timestep: inputs.timestep(),
      encoderHiddenStates: inputs.tensor("encoder_hidden_states", rank: 3),
      pooledProjections: inputs.tensor("pooled_projections", rank: 2),
      controlSamples: inputs.tensors("block_controlnet_hidden_states"))
    return [("sample", .floats(sample))]
  }
}

extension SD3ControlNetModel: ForwardComponent {
  func forward(_ inputs: ComponentInputs<Scalar>) throws -> ComponentOutputs<Scalar> {
    let samples = try self(
      inputs.tensor("hidden_states", rank: 4), timestep: inputs.timestep(),
      encoderHiddenStates: inputs.optionalTensor("encoder_hidden_states", rank: 3),
      pooledProjections: inputs.tensor("pooled_projections", rank: 2),
      controlnetCond: inputs.tensor("controlnet_cond", rank: 4),
      conditioningScale: inputs.conditioningScale())
    // Upstream returns a tuple of one, a list.
    guard samples.count > 1 else { return samples.map { ("sample.sample", .floats($0)) } }
    return numberedOutputs("sample", samples)
  }
}

extension SD3MultiControlNetModel: ForwardComponent {
  func forward(_ inputs: ComponentInputs<Scalar>) throws -> ComponentOutputs<Scalar> {
    let samples = try self(
      inputs.tensor("hidden_states", rank: 4), timestep: inputs.timestep(),
      encoderHiddenStates: inputs.optionalTensor("encoder_hidden_states", rank: 3),
      pooledProjections: inputs.tensor("pooled_projections", rank: 2),
      controlnetCond: inputs.tensors("controlnet_cond", rank: 4),
      conditioningScale: inputs.conditioningScales())
    return numberedOutputs("controlnet_block_samples", samples)
  }
}
