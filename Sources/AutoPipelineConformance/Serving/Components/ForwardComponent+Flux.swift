import DiffusionModels
import Tensors

extension FluxTransformer2DModel: ForwardComponent {
  func forward(_ inputs: ComponentInputs<Scalar>) throws -> ComponentOutputs<Scalar> {
    let sample = try self(
      inputs.tensor("hidden_states", rank: 3),
      encoderHiddenStates: inputs.tensor("encoder_hidden_states", rank: 3),
      pooledProjections: inputs.tensor("pooled_projections", rank: 2),
      timestep: inputs.tensor("timestep", rank: 1), imgIds: inputs.tensor("img_ids", rank: 2),
      txtIds: inputs.tensor("txt_ids", rank: 2), guidance: inputs.optionalTensor("guidance"),
      residuals: inputs.fluxResiduals(),
      controlnetBlocksRepeat: inputs.arguments.optionalBool("controlnet_blocks_repeat") ?? false)
    return [("sample", .floats(sample))]
  }
}

extension ChromaTransformer2DModel: ForwardComponent {
  func forward(_ inputs: ComponentInputs<Scalar>) throws -> ComponentOutputs<Scalar> {
    let sample = try self(
      inputs.tensor("hidden_states", rank: 3),
      encoderHiddenStates: inputs.tensor("encoder_hidden_states", rank: 3),
      timestep: inputs.tensor("timestep", rank: 1), imgIds: inputs.tensor("img_ids", rank: 2),
      txtIds: inputs.tensor("txt_ids", rank: 2),
      attentionMask: inputs.optionalTensor("attention_mask", rank: 2))
    return [("sample", .floats(sample))]
  }
}

extension FluxControlNetModel: ForwardComponent {
  func forward(_ inputs: ComponentInputs<Scalar>) throws -> ComponentOutputs<Scalar> {
    let name = "controlnet_mode"
    let modes = inputs.has(name) ? try inputs.file.integers(name).values : nil
    return try self(
      inputs.tensor("hidden_states", rank: 3), controlnetCond: inputs.tensor("controlnet_cond"),
      controlnetMode: modes, conditioningScale: inputs.conditioningScale(),
      encoderHiddenStates: inputs.tensor("encoder_hidden_states", rank: 3),
      pooledProjections: inputs.tensor("pooled_projections", rank: 2),
      timestep: inputs.tensor("timestep", rank: 1), imgIds: inputs.tensor("img_ids", rank: 2),
      txtIds: inputs.tensor("txt_ids", rank: 2), guidance: inputs.optionalTensor("guidance")
    ).outputs
  }
}

extension FluxMultiControlNetModel: ForwardComponent {
  func forward(_ inputs: ComponentInputs<Scalar>) throws -> ComponentOutputs<Scalar> {
    // Some pipelines pass a list of modes, others a tensor with a row for each model.
    let modes = try inputs.optionalIDs("controlnet_mode") ?? inputs.integers("controlnet_mode")
    return try self(
      inputs.tensor("hidden_states", rank: 3), controlnetCond: inputs.tensors("controlnet_cond"),
      controlnetMode: modes, conditioningScale: inputs.conditioningScales(),
      encoderHiddenStates: inputs.tensor("encoder_hidden_states", rank: 3),
      pooledProjections: inputs.tensor("pooled_projections", rank: 2),
      timestep: inputs.tensor("timestep", rank: 1), imgIds: inputs.tensor("img_ids", rank: 2),
      txtIds: inputs.tensor("txt_ids", rank: 2), guidance: inputs.optionalTensor("guidance")
    )?.outputs ?? []
  }
}

private let blocksName = "controlnet_block_samples"
private let singleBlocksName = "controlnet_single_block_samples"

extension FluxControlNetResiduals {
  fileprivate var outputs: ComponentOutputs<Scalar> {
    numberedOutputs(blocksName, blocks ?? [])
      + numberedOutputs(singleBlocksName, singleBlocks ?? [])
  }
}

extension ComponentInputs {
  fileprivate func fluxResiduals() throws -> FluxControlNetResiduals<Scalar>? {
    let (blocks, singleBlocks) = (try tensors(blocksName), try tensors(singleBlocksName))
    guard !blocks.isEmpty || !singleBlocks.isEmpty else { return nil }
    return FluxControlNetResiduals(
      blocks: blocks.isEmpty ? nil : blocks,
      singleBlocks: singleBlocks.isEmpty ? nil : singleBlocks)
  }
}
