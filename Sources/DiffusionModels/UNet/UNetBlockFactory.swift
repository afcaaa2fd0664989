import Checkpoints
import Tensors

/// Makes the blocks of a U-Net from its configuration.
struct UNetBlockFactory<Scalar: TensorScalar>: Sendable {
  let configuration: UNet2DConditionConfiguration

  /// The block on the way down at level `index`, from the top.
  func down(_ weights: WeightScope<Scalar>, _ index: Int) -> CrossAttnDownBlock2D<Scalar> {
    let block = configuration.blocks[index]
    let previous = configuration.blocks[max(index - 1, 0)]
    let isLast = index == configuration.blocks.count - 1
    return CrossAttnDownBlock2D(
      weights, previous.channels, block.channels, layers: block.layers,
      downsamplePadding: isLast ? nil : configuration.downsamplePadding,
      options: options(block, block.downTransformerLayers))
  }

  /// The block at the bottom.
  func mid(
    _ weights: WeightScope<Scalar>, _ mid: UNet2DConditionConfiguration.Mid
  ) -> UNetMidBlock2DCrossAttn<Scalar> {
    let block = configuration.blocks[configuration.blocks.count - 1]
    var options = options(block, mid.transformerLayers)
    options.resnet.outputScaleFactor = configuration.midBlockScaleFactor
    options.transformer.onlyCrossAttention = false
    return UNetMidBlock2DCrossAttn(weights, block.channels, options: options)
  }

  /// The up block with this index, from the bottom.
  func up(_ weights: WeightScope<Scalar>, _ index: Int) -> CrossAttnUpBlock2D<Scalar> {
    let level = configuration.blocks.count - 1 - index
    let block = configuration.blocks[level]
    let above = configuration.blocks[max(level - 1, 0)]
    let below = configuration.blocks[min(level + 1, configuration.blocks.count - 1)]
    return CrossAttnUpBlock2D(
      weights, above.channels, previous: below.channels, block.channels,
      layers: block.layers + 1, addUpsample: level > 0,
      options: options(block, block.upTransformerLayers))
  }

  private func options(
    _ block: UNet2DConditionConfiguration.Block, _ transformerLayers: [Int]
  ) -> UNetBlockOptions<Scalar> {
    UNetBlockOptions(
      resnet: .init(
        timeChannels: configuration.blockTimeSize, groups: configuration.normGroups,
        epsilon: configuration.normEpsilon, activation: configuration.activation,
        timeScaleShift: configuration.resnetTimeScaleShift),
      transformer: .init(
        crossAttentionDim: block.crossAttentionDim, onlyCrossAttention: block.onlyCrossAttention),
      transformerLayers: transformerLayers, heads: block.heads,
      useLinearProjection: configuration.useLinearProjection)
  }
}
