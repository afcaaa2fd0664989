import Checkpoints
import Tensors

extension UNet2DConditionModel {
  /// Checks what comes from a caller, so that nothing inside the model can meet a shape it is not
  /// made for.
  func check(
    _ sample: Tensor<Scalar>, _ timestep: [Double], _ encoderHiddenStates: Tensor<Scalar>,
    _ timestepCond: Tensor<Scalar>?
  ) throws {
    try checkConvolution(sample, weight: convInWeight)
    let batch = sample.extent(0)
    guard timestep.count == 1 || timestep.count == batch else {
      throw PythonError(
        type: .runtimeError,
        message: "The expanded size of the tensor (\(batch)) must match the existing size "
          + "(\(timestep.count)) at non-singleton dimension 0.  Target sizes: [\(batch)].  Tensor "
          + "sizes: [\(timestep.count)]")
    }
    guard encoderHiddenStates.rank == 3, encoderHiddenStates.extent(0) == batch else {
      throw PythonError(
        type: .runtimeError,
        message:
          "encoder_hidden_states of shape \(encoderHiddenStates.shape) do not fit a sample of "
          + "shape \(sample.shape): expected [\(batch), tokens, features]")
    }
    if let (inputs, outputs) = encoderProduct {
      try checkProduct(encoderHiddenStates, inputs, outputs)
    }
    if let timestepCond, let size = configuration.timeCondProjDim {
      try checkProduct(timestepCond, size, configuration.time.inputs)
    }
  }

  /// The sizes of the first product that the encoder's hidden states enter, if there is one.
  private var encoderProduct: (Int, Int)? {
    if case .text(let size)? = configuration.encoderProjection {
      return (size, configuration.crossAttentionDim ?? size)
    }
    let block = configuration.blocks.first { !$0.downTransformerLayers.isEmpty }
    return block.flatMap { block in block.crossAttentionDim.map { ($0, block.channels) } }
  }
}
