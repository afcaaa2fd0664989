import DiffusionModels
import Tensors

extension UNet2DConditionModel: ForwardComponent {
  func forward(_ inputs: ComponentInputs<Scalar>) throws -> ComponentOutputs<Scalar> {
    let sample = try self(
      inputs.tensor("sample", rank: 4),
      timestep: inputs.tensor("timestep").values.map { Double($0) },
      encoderHiddenStates: inputs.tensor("encoder_hidden_states", rank: 3),
      timestepCond: inputs.optionalTensor("timestep_cond"), added: inputs.addedConditions(),
      residuals: inputs.residuals())
    return [("sample", .floats(sample))]
  }
}

extension ControlNetModel: ForwardComponent {
  func forward(_ inputs: ComponentInputs<Scalar>) throws -> ComponentOutputs<Scalar> {
    try self(
      inputs.tensor("sample", rank: 4), timestep: inputs.timestep(),
      encoderHiddenStates: inputs.tensor("encoder_hidden_states", rank: 3),
      controlnetCond: inputs.tensor("controlnet_cond", rank: 4),
      conditioningScale: inputs.conditioningScale(), guessMode: inputs.guessMode(),
      added: inputs.addedConditions()
    ).outputs
  }
}

extension MultiControlNetModel: ForwardComponent {
  func forward(_ inputs: ComponentInputs<Scalar>) throws -> ComponentOutputs<Scalar> {
    try self(
      inputs.tensor("sample", rank: 4), timestep: inputs.timestep(),
      encoderHiddenStates: inputs.tensor("encoder_hidden_states", rank: 3),
      controlnetCond: inputs.tensors("controlnet_cond", rank: 4),
      conditioningScale: inputs.conditioningScales(), guessMode: inputs.guessMode(),
      added: inputs.addedConditions()
    )?.outputs ?? []
  }
}

extension ControlNetUnionModel: ForwardComponent {
  func forward(_ inputs: ComponentInputs<Scalar>) throws -> ComponentOutputs<Scalar> {
    try self(
      inputs.tensor("sample", rank: 4), timestep: inputs.timestep(),
      encoderHiddenStates: inputs.tensor("encoder_hidden_states", rank: 3),
      controlnetCond: inputs.tensors("controlnet_cond", rank: 4),
      controlType: inputs.tensor("control_type", rank: 2), controlTypeIdx: inputs.kinds(),
      conditioningScale: inputs.conditioningScales(), guessMode: inputs.guessMode(),
      added: inputs.addedConditions()
    ).outputs
  }
}

extension MultiControlNetUnionModel: ForwardComponent {
  func forward(_ inputs: ComponentInputs<Scalar>) throws -> ComponentOutputs<Scalar> {
    try self(
      inputs.tensor("sample", rank: 4), timestep: inputs.timestep(),
      encoderHiddenStates: inputs.tensor("encoder_hidden_states", rank: 3),
      controlnetCond: inputs.tensors("controlnet_cond", rank: 4),
      controlType: inputs.tensors("control_type", rank: 2), controlTypeIdx: inputs.kinds(),
      conditioningScale: inputs.conditioningScales(), guessMode: inputs.guessMode(),
      added: inputs.addedConditions()
    )?.outputs ?? []
  }
}

extension ControlNetResiduals {
  fileprivate var outputs: ComponentOutputs<Scalar> {
    numberedOutputs("down_block_res_samples", down) + [("mid_block_res_sample", .floats(mid))]
  }
}

extension ComponentInputs {
  /// `conditioning_scale` of a single ControlNet.
  func conditioningScale() throws -> Double {
    try arguments.optionalDouble("conditioning_scale") ?? 1
  }

  /// `conditioning_scale` of several ControlNets or pictures.
  func conditioningScales() throws -> [Double] {
    guard let scales = try arguments.optionalDoubles("conditioning_scale") else {
      throw arguments.fail("conditioning_scale", "a list of numbers")
    }
    return scales
  }

  fileprivate func guessMode() throws -> Bool {
    try arguments.optionalBool("guess_mode") ?? false
  }

  /// `control_type_idx`: the kind of each picture, for several models in lists of their own.
  fileprivate func kinds() throws -> [Int] {
    let values = (arguments.members["control_type_idx"]?.arrayValue ?? []).flatMap {
      $0.arrayValue ?? [$0]
    }
    let kinds = values.compactMap(\.intValue)
    guard !kinds.isEmpty, kinds.count == values.count else {
      throw arguments.fail("control_type_idx", "a list of whole numbers")
    }
    return kinds
  }

  fileprivate func addedConditions() throws -> AddedConditions<Scalar> {
    AddedConditions(
      textEmbeds: try optionalTensor("added_cond_kwargs.text_embeds"),
      timeIds: try optionalTensor("added_cond_kwargs.time_ids"))
  }

  fileprivate func residuals() throws -> ControlNetResiduals<Scalar>? {
    guard let mid = try optionalTensor("mid_block_additional_residual") else { return nil }
    return ControlNetResiduals(
      down: try tensors("down_block_additional_residuals"), mid: mid)
  }
}
